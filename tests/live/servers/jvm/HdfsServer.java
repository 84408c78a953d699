import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** A name node and a data node of HDFS in one process, with the settings of a file: SETTINGS. */
public final class HdfsServer {
    private HdfsServer() {}

    public static void main(String[] arguments) throws Exception {
        Configuration settings = new HdfsConfiguration();
        settings.addResource(new Path(arguments[0]));
        DefaultMetricsSystem.setMiniClusterMode(true); // the name node is made twice: to format, and to serve
        NameNode.format(settings);
        NameNode names = NameNode.createNameNode(new String[0], settings);
        DataNode.createDataNode(new String[0], settings);
        names.join();
    }
}
