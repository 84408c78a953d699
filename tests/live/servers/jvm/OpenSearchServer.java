import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * OpenSearch 2 with the plugins named on its command line: HOME, then plugin classes; settings in config/opensearch.yml.
 *
 * <p>Its own main class would also install a security manager and refuse root; neither changes an answer.
 */
public final class OpenSearchServer extends Node {
    private OpenSearchServer(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, true);
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        List<Class<? extends Plugin>> plugins = new ArrayList<>();
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            plugins.add(Class.forName(name).asSubclass(Plugin.class));
        }
        Path config = home.resolve("config");
        Settings settings = Settings.builder()
                .loadFromPath(config.resolve("opensearch.yml"))
                .put("path.home", home.toString())
                .build();
        Environment environment = new Environment(settings, config);
        try (Node node = new OpenSearchServer(environment, plugins)) {
            node.start();
            new CountDownLatch(1).await();
        }
    }
}
