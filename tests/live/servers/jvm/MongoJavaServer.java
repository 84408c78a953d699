import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** mongo-java-server over records in memory: ADDRESS PORT. */
public final class MongoJavaServer {
    private MongoJavaServer() {}

    public static void main(String[] arguments) {
        new MongoServer(new MemoryBackend()).bind(arguments[0], Integer.parseInt(arguments[1]));
    }
}
