package org.exeunt.runtime.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.client.LocalClientRunner;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.TaskCodec;

/**
 * Runs tasks of clients in another process than that of the run, with one resident network: tasks and results are bytes
 * of a {@link TaskCodec}. Used by one thread, independent of how bytes reach it.
 */
public final class RemoteRunner implements AutoCloseable {
    private final ClientRunner runner;
    private final RunContext context;
    private final TaskCodec codec;
    private Network network;

    /**
     * Creates a runner.
     *
     * @param context collects warnings of the runner's plugins
     */
    public RemoteRunner(ClientRunner runner, RunContext context) {
        this.runner = runner;
        this.context = context;
        this.codec = new TaskCodec(runner.layout(), runner.ruleType());
    }

    /**
     * Assembles the federation of a run with the plugins on the class path of this process.
     *
     * @param configuration as {@link ClientRunner#configuration()} returns it
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @throws org.exeunt.api.error.ExeuntException if the run could not start in this process
     */
    public static RemoteRunner of(String configuration, Path workingDirectory) {
        PluginRegistry registry = PluginRegistry.load(RemoteRunner.class.getClassLoader());
        RunConfig config = new RunConfigReader(registry)
                .read("configuration of the run", configuration, List.of())
                .orThrow();
        RunContext context = new RunContext(workingDirectory);
        Federation federation = Federation.assemble(config, registry, context, activity -> {});
        PreparedStrategy<?> prepared =
                PreparedStrategy.of(federation, new CohortSelection(federation, context), context);
        return new RemoteRunner(new LocalClientRunner(federation, prepared.strategy(), configuration), context);
    }

    /** Returns a runner for another thread: the same federation, with a network of its own. */
    public RemoteRunner another() {
        return new RemoteRunner(runner, context);
    }

    /** Returns {@link ClientRunner#fingerprint()} of this process. */
    public SortedMap<String, String> fingerprint() {
        return runner.fingerprint();
    }

    /**
     * Trains a client.
     *
     * @param task encoded
     * @return the encoded result
     */
    public byte[] train(byte[] task) throws CorruptFileException {
        return codec.encode(runner.train(codec.task(task), network()));
    }

    /**
     * Evaluates a client.
     *
     * @param task encoded
     * @return the encoded result
     */
    public byte[] evaluate(byte[] task) throws CorruptFileException {
        return codec.encode(runner.evaluate(codec.task(task), network()));
    }

    private Network network() {
        if (network == null) {
            network = runner.openNetwork();
        }
        return network;
    }

    /** Returns the warnings of plugins since the last call. */
    public List<String> takeWarnings() {
        return context.takeWarnings();
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
