package org.exeunt.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * The strategy {@code halting}: averages, but client 1 ends its worker process from round 2 on. It trains on threads.
 * Not registered as a service of these tests, but by a folder on the class path of a child process.
 */
public final class HaltingMethod extends StrategyPlugin<FedAvg.Options> {
    static final int STATUS = 42;

    /** Called by the service loader. */
    public HaltingMethod() {
        super(
                "halting",
                "For a test",
                FedAvg.Options.class,
                (options, context) -> new Halting((FedAvg) new FedAvg.Plugin().create(options, context)));
    }

    /** Writes a folder that registers the plugin, and returns it. */
    static Path services(Path folder) throws IOException {
        Path file = folder.resolve("META-INF/services/" + Plugin.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, HaltingMethod.class.getName());
        return folder;
    }

    private static final class Halting extends ForwardingStrategy<FedAvg.Server> {
        Halting(FedAvg averaging) {
            super(averaging);
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            boolean inWorkerProcess = Thread.currentThread().getName().equals("main");
            if (inWorkerProcess && client.id().index() == 1 && client.round().number() >= 2) {
                Runtime.getRuntime().halt(STATUS);
            }
            return super.train(client, network);
        }
    }
}
