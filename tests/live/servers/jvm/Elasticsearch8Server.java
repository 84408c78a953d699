import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Elasticsearch 8 with the modules under its home; the one argument is that home, with config/elasticsearch.yml.
 *
 * <p>Its own main class would also install entitlements and refuse root; neither changes an answer.
 */
public final class Elasticsearch8Server {
    private Elasticsearch8Server() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        LogConfigurator.configureESLogging();
        Path config = home.resolve("config");
        Settings settings = Settings.builder()
                .loadFromPath(config.resolve("elasticsearch.yml"))
                .put("path.home", home.toString())
                .build();
        Environment environment = new Environment(settings, config);
        PluginsLoader modules = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(environment.modulesDir()),
                PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
                Map.of(),
                false);
        try (Node node = new Node(environment, modules)) {
            node.start();
            new CountDownLatch(1).await();
        }
    }
}
