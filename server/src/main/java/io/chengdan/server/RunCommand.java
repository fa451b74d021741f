package io.chengdan.server;

import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.postgres.Database;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code ./chengdan run}: the server, until it is told to stop. */
final class RunCommand {

    private RunCommand() {}

    static void run(Options options) {
        requireFree(options.port());
        start(
                options.data(),
                options.databaseUrl(),
                Map.of("server.port", options.port(), "chengdan.demo", !options.empty()));
    }

    /**
     * Starts a stopped installation for a command of this machine alone, telling nobody; it stops with the process.
     *
     * @return the port where it answers
     */
    static int forCommand(Path data) {
        var context = start(
                data,
                Optional.empty(),
                Map.of(
                        "server.port",
                        0,
                        "server.address",
                        "127.0.0.1",
                        "chengdan.demo",
                        false,
                        "chengdan.quiet",
                        true));
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static ConfigurableApplicationContext start(
            Path data, Optional<String> databaseUrl, Map<String, Object> properties) {
        var installation = Installation.open(data);
        var postgres = Database.open(installation.folder(), databaseUrl, System.out::println);
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
        application.setDefaultProperties(properties);
        return application.run();
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
