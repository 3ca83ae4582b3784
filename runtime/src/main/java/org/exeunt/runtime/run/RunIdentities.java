package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunIdentity;

/**
 * Computes the identities of runs without executing them, to find finished ones. Loads each data set once per seed, and
 * reads each file that an option names once. Not thread-safe.
 */
public final class RunIdentities {
    private final PluginRegistry registry;
    private final PluginContext context;
    private final Map<Object, List<Dataset.File>> files = new HashMap<>();
    private final Map<Path, Map<String, String>> sums = new HashMap<>();

    /**
     * Creates an empty cache of data sets.
     *
     * @param registry with the default coordination policies of strategies
     * @param workingDirectory which relative paths of configurations are resolved against
     */
    public RunIdentities(PluginRegistry registry, Path workingDirectory) {
        this.registry = registry;
        this.context = new RunContext(workingDirectory);
    }

    /**
     * Returns the identity of the run that {@link Run#execute} would execute.
     *
     * @throws org.exeunt.api.error.ExeuntException if the data cannot be loaded or a plugin rejects its options
     */
    public RunIdentity of(RunConfig config) {
        var strategy = PluginCall.create(config.strategy(), "strategy", context);
        return Provenance.identity(
                Federation.withCoordination(config, strategy, registry),
                files(config),
                Provenance.optionFiles(config, context, sums));
    }

    private List<Dataset.File> files(RunConfig config) {
        PluginChoice<?> choice = config.dataset();
        return files.computeIfAbsent(List.of(choice.plugin().id(), choice.options(), config.seed()), key -> {
            var source = PluginCall.create(config.dataset(), "dataset", context);
            RandomStreams streams = new RandomStreams(config.seed()).derive(RandomPurpose.DATA);
            return source.load(streams).files();
        });
    }
}
