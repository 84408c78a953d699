import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Solr below /solr, as its own web.xml puts it into Jetty, without the pages for administrators: HOME ADDRESS PORT. */
public final class SolrServer {
    private SolrServer() {}

    /** What no core answers. */
    private static final class Nothing extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("solr.solr.home", arguments[0]);
        Server server = new Server(new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])));
        ServletContextHandler context = new ServletContextHandler(server, "/solr", ServletContextHandler.NO_SESSIONS);
        context.addEventListener(new CoreContainerProvider());
        context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Nothing()), "/*");
        server.setStopAtShutdown(true);
        server.start();
        server.join();
    }
}
