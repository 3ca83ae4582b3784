package org.exeunt.runtime.record;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.runtime.config.ResolvedConfig;
import org.exeunt.runtime.config.RunConfig;

/**
 * Where a run's results come from: {@code provenance.json}. Names no user and no absolute path.
 *
 * @param schemaVersion of this file
 * @param seed of all random streams
 * @param code the runtime and every plugin chosen
 * @param dataset its name
 * @param data its files
 * @param machine what it ran on
 */
public record Provenance(
        int schemaVersion, long seed, List<CodeOrigin> code, String dataset, List<Dataset.File> data, Machine machine) {
    private static final int SCHEMA = 1;

    /**
     * A computer, as far as results may depend on it.
     *
     * @param java version and maker of the virtual machine
     * @param system name and version of the operating system
     * @param architecture of the processor
     * @param processors available to the process
     */
    public record Machine(String java, String system, String architecture, int processors) {
        static Machine here() {
            return new Machine(
                    "%s (%s)".formatted(System.getProperty("java.runtime.version"), System.getProperty("java.vendor")),
                    "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
                    System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors());
        }
    }

    public Provenance {
        code = List.copyOf(code);
        data = List.copyOf(data);
    }

    /** Returns the provenance of a run on this machine. */
    public static Provenance of(RunConfig config, Dataset dataset) {
        return new Provenance(SCHEMA, config.seed(), code(config), dataset.name(), dataset.files(), Machine.here());
    }

    private static List<CodeOrigin> code(RunConfig config) {
        List<CodeOrigin> code = new ArrayList<>();
        code.add(CodeOrigin.of("Runtime", "runtime", ApiVersion.CURRENT, Provenance.class));
        code.add(CodeOrigin.of("Api", "api", ApiVersion.CURRENT, ApiVersion.class));
        for (Plugin<?, ?> plugin : ChosenPlugins.of(config)) {
            code.add(CodeOrigin.of(plugin));
        }
        return code;
    }

    /**
     * Returns what tells a run apart from others.
     *
     * @param config with its coordination policy
     * @param data the files of its data set
     */
    public static RunIdentity identity(RunConfig config, List<Dataset.File> data) {
        return RunIdentity.of(config.name(), ResolvedConfig.of(config).text(), code(config), data);
    }
}
