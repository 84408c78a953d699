import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/**
 * Elasticsearch 6.8 or 7.17 with its HTTP transport; the one argument is its home, with config/elasticsearch.yml.
 *
 * <p>Its own main class would also install a security manager and refuse root; neither changes an answer.
 */
public final class ElasticsearchServer extends Node {
    private ElasticsearchServer(Environment environment) {
        super(environment, List.of(Netty4Plugin.class), true);
    }

    /** Abstract in 6.8 and gone in 7.17, hence no Override. */
    protected void registerDerivedNodeNameWithLogger(String name) {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path config = home.resolve("config");
        Settings settings = Settings.builder()
                .loadFromPath(config.resolve("elasticsearch.yml"))
                .put("path.home", home.toString())
                .build();
        Environment environment = new Environment(settings, config);
        try (Node node = new ElasticsearchServer(environment)) {
            node.start();
            new CountDownLatch(1).await();
        }
    }
}
