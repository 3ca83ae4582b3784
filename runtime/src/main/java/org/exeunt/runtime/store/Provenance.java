package org.exeunt.runtime.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;

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
        int schemaVersion,
        long seed,
        List<CodeVersion> code,
        String dataset,
        List<Dataset.File> data,
        Machine machine) {
    private static final int SCHEMA = 1;

    /**
     * A computer, as far as results may depend on it.
     *
     * @param java version and maker of the virtual machine
     * @param system name and version of the operating system
     * @param architecture of the processor
     * @param processors available to the process
     * @param arithmetic the device and its kind of instructions, as the engine names them
     */
    public record Machine(String java, String system, String architecture, int processors, String arithmetic) {
        public Machine {
            arithmetic = Objects.requireNonNullElse(arithmetic, "");
        }

        static Machine here(String arithmetic) {
            return new Machine(
                    "%s (%s)".formatted(System.getProperty("java.runtime.version"), System.getProperty("java.vendor")),
                    "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
                    System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    arithmetic);
        }

        /** Returns what may make bits differ on another machine, a line for everything that is not the same. */
        public List<String> unlike(Machine other) {
            List<String> lines = new ArrayList<>();
            compare("java", java, other.java, lines);
            compare("system", system, other.system, lines);
            compare("architecture", architecture, other.architecture, lines);
            compare("arithmetic", arithmetic, other.arithmetic, lines);
            return lines;
        }

        private static void compare(String what, String here, String there, List<String> lines) {
            if (!Objects.equals(here, there)) {
                lines.add("%s: %s → %s".formatted(what, here, there));
            }
        }
    }

    public Provenance {
        code = List.copyOf(code);
        data = List.copyOf(data);
    }

    /**
     * Returns the provenance of a run on this machine.
     *
     * @param arithmetic of the run's engine
     */
    public static Provenance of(RunConfig config, Dataset dataset, String arithmetic) {
        return new Provenance(
                SCHEMA, config.seed(), code(config), dataset.name(), dataset.files(), Machine.here(arithmetic));
    }

    private static List<CodeVersion> code(RunConfig config) {
        List<CodeVersion> code = new ArrayList<>();
        code.add(CodeVersion.of("Runtime", "runtime", Provenance.class));
        code.add(CodeVersion.of("Api", "api", ApiVersion.class));
        for (Plugin<?, ?> plugin : ChosenPlugins.of(config)) {
            code.add(CodeVersion.of(plugin));
        }
        return code;
    }

    /** Returns versions of the runtime, the api and every plugin chosen, by kind and id. */
    public static Map<String, String> versions(RunConfig config) {
        Map<String, String> versions = new LinkedHashMap<>();
        code(config).forEach(code -> versions.put(code.kind() + "/" + code.id(), code.version()));
        return versions;
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
