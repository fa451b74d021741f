package io.chengdan.server;

import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/** {@code ./chengdan run}: the server, until it is told to stop. */
final class RunCommand {

    private RunCommand() {}

    static void run(Options options) {
        requireFree(options.port());
        var installation = Installation.open(options.data());
        var postgres = EmbeddedPostgres.start(installation.folder(), System.out::println);
        var application = new SpringApplication(ChengdanServer.class);
        // After the context has closed: the database goes last, so that nothing of ours sees it go.
        SpringApplication.getShutdownHandlers().add(() -> {
            postgres.close();
            installation.close();
        });
        application.addInitializers(context -> {
            var beans = context.getBeanFactory();
            beans.registerSingleton("installation", installation);
            beans.registerSingleton("databaseAddress", postgres.address());
        });
        application.setDefaultProperties(Map.of("server.port", options.port(), "chengdan.demo", !options.empty()));
        application.run();
    }

    private static void requireFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new StartFailure(
                    "Port " + port + " is taken by another program. Stop it, or name another port with --port.", e);
        }
    }
}
