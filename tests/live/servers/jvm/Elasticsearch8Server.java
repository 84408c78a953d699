import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Elasticsearch 8 with the modules under its home; the one argument is that home, with config/elasticsearch.yml.
 *
 * <p>Its keystore is read as it lies in config; the entitlements that its own main class installs are left out.
 */
public final class Elasticsearch8Server {
    private Elasticsearch8Server() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path config = home.resolve("config");
        LogConfigurator.configureESLogging();
        Settings.Builder settings = Settings.builder().put("path.home", home.toString());
        KeyStoreWrapper secrets = KeyStoreWrapper.load(config);
        if (secrets != null) {
            secrets.decrypt(new char[0]);
            settings.setSecureSettings(secrets);
        }
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), config, () -> "node");
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
