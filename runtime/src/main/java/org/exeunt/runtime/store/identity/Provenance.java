package org.exeunt.runtime.store.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ResolvedConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * The provenance of a run's results: {@code provenance.json}. Contains no user names and no absolute paths.
 *
 * @param schemaVersion of this file
 * @param seed of all random streams
 * @param code versions of the runtime and of all plugins of the configuration except the executor, which affects
 *     no result
 * @param dataset name of the data set
 * @param data files of the data set
 * @param optionFiles files that options name, such as a saved partition
 * @param machine on which the run was executed
 */
public record Provenance(
        int schemaVersion,
        long seed,
        List<CodeVersion> code,
        String dataset,
        List<Dataset.File> data,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OptionFile> optionFiles,
        Machine machine) {
    /** The names in a {@link #fingerprint} that describe the machine. */
    public static final Set<String> MACHINE = Set.of("java", "system", "architecture", "arithmetic");

    public static final int SCHEMA = 1;

    /**
     * A file that an option names by its path.
     *
     * @param section of the configuration that the option is in
     * @param name without its folder; in a named folder, with this folder
     * @param sha256 of its content, in lower-case hexadecimal digits
     */
    public record OptionFile(String section, String name, String sha256) {
        /** Returns the file for messages, in the form of a key of the configuration. */
        public String key() {
            return "%s.file %s".formatted(section, name);
        }
    }

    /**
     * The properties of a machine that may affect results.
     *
     * @param java version and vendor of the virtual machine
     * @param system name and version of the operating system
     * @param architecture of the processor
     * @param processors number available to the process
     * @param arithmetic device and instruction set, as described by the engine
     */
    public record Machine(String java, String system, String architecture, int processors, String arithmetic) {
        static Machine current(String arithmetic) {
            return new Machine(
                    "%s (%s)".formatted(System.getProperty("java.runtime.version"), System.getProperty("java.vendor")),
                    "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
                    System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    arithmetic);
        }

        /** Returns the properties that may affect the bits of results, by name. */
        private SortedMap<String, String> properties() {
            return new TreeMap<>(
                    Map.of("java", java, "system", system, "architecture", architecture, "arithmetic", arithmetic));
        }

        /** Returns one line for each different property that may affect the bits of results. */
        public List<String> differences(Machine other) {
            return RunDifferences.between(properties(), other.properties()).stream()
                    .map(RunDifferences.Difference::toString)
                    .toList();
        }
    }

    public Provenance {
        code = List.copyOf(code);
        data = List.copyOf(data);
        optionFiles = optionFiles == null ? List.of() : List.copyOf(optionFiles);
    }

    /**
     * Returns the provenance of a run on this machine.
     *
     * @param optionFiles as {@link #optionFiles} returns them
     * @param arithmetic description of the engine's arithmetic
     */
    public static Provenance of(RunConfig config, Dataset dataset, List<OptionFile> optionFiles, String arithmetic) {
        return new Provenance(
                SCHEMA,
                config.seed(),
                code(config),
                dataset.name(),
                dataset.files(),
                optionFiles,
                Machine.current(arithmetic));
    }

    /**
     * Returns the files that options name by their paths, as they are now, and all files of the folders that they name;
     * without those of the data set, which lists its files itself. A path at which there is nothing is left out.
     *
     * @param context resolves the paths
     * @param known checksums by name for each path that was read before; those of other paths are added
     * @throws ExeuntException of category RESOURCE if a file cannot be read
     */
    public static List<OptionFile> optionFiles(
            RunConfig config, PluginContext context, Map<Path, Map<String, String>> known) {
        List<OptionFile> files = new ArrayList<>();
        ChosenPlugins.of(config).paths().forEach((path, section) -> known.computeIfAbsent(
                        context.resolve(path).toAbsolutePath().normalize(), Provenance::sums)
                .forEach((name, sum) -> files.add(new OptionFile(section, name, sum))));
        return List.copyOf(files);
    }

    private static Map<String, String> sums(Path path) {
        Map<String, String> sums = new TreeMap<>();
        return OwnFiles.read(path, () -> {
            if (Files.exists(path)) {
                try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                    for (Path file : walk.filter(Files::isRegularFile).toList()) {
                        String inside = path.relativize(file).toString().replace('\\', '/');
                        sums.put(
                                path.getFileName() + (inside.isEmpty() ? "" : "/" + inside),
                                Sha256.of(Files.readAllBytes(file)));
                    }
                }
            }
            return sums;
        });
    }

    /** Returns what has to be equal in two processes for equal bits, by a name for messages. */
    public SortedMap<String, String> fingerprint() {
        SortedMap<String, String> all = new TreeMap<>();
        code.forEach(each -> all.put(
                each.name(), "version %s, %s, SHA-256 %.16s…".formatted(each.version(), each.source(), each.sha256())));
        data.forEach(file -> all.put(
                "data file " + file.name(), "%d records, SHA-256 %.16s…".formatted(file.records(), file.sha256())));
        optionFiles.forEach(file -> all.put(file.key(), "SHA-256 %.16s…".formatted(file.sha256())));
        all.putAll(machine.properties());
        return all;
    }

    private static List<CodeVersion> code(RunConfig config) {
        return code(ChosenPlugins.of(config).plugins().stream());
    }

    private static List<CodeVersion> code(Stream<? extends Plugin<?, ?>> plugins) {
        return Stream.concat(
                        Stream.of(
                                CodeVersion.of("Runtime", "runtime", Provenance.class),
                                CodeVersion.of("Api", "api", ApiVersion.class)),
                        plugins.map(CodeVersion::of))
                .toList();
    }

    /** Returns what has other code now: runtime, api and plugins of a registry, such as {@code Strategy 'fedavg'}. */
    public List<String> changedCode(PluginRegistry registry) {
        Set<String> used = code.stream().map(CodeVersion::name).collect(Collectors.toSet());
        Stream<? extends Plugin<?, ?>> plugins = registry.plugins().stream()
                .map(InstalledPlugin::plugin)
                .filter(plugin -> used.contains(CodeVersion.name(plugin.kind().getSimpleName(), plugin.id())));
        return RunDifferences.ofCode(code, code(plugins)).stream()
                .map(difference -> difference.subject().substring(RunDifferences.VERSION.length()))
                .toList();
    }

    /** Returns the versions of the runtime, the api and all plugins but the executor, by kind and id. */
    public static Map<String, String> versions(RunConfig config) {
        Map<String, String> versions = new LinkedHashMap<>();
        code(config).forEach(code -> versions.put(code.kind() + "/" + code.id(), code.version()));
        return versions;
    }

    /**
     * Returns the identity of a run.
     *
     * @param config with its coordination policy
     * @param data the files of its data set
     * @param optionFiles as {@link #optionFiles} returns them
     */
    public static RunIdentity identity(RunConfig config, List<Dataset.File> data, List<OptionFile> optionFiles) {
        return RunIdentity.of(config.name(), ResolvedConfig.of(config).text(), code(config), data, optionFiles);
    }
}
