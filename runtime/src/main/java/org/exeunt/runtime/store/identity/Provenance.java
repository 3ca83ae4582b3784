package org.exeunt.runtime.store.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
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
 * @param clientFiles files that partition, devices and initial values are read from, such as a saved partition
 * @param machine on which the run was executed
 */
public record Provenance(
        int schemaVersion,
        long seed,
        List<CodeVersion> code,
        String dataset,
        List<Dataset.File> data,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ClientFile> clientFiles,
        Machine machine) {
    /** The names in a {@link #fingerprint} that describe the machine. */
    public static final Set<String> MACHINE = Set.of("java", "system", "architecture", "arithmetic");

    public static final int SCHEMA = 1;

    /**
     * A file that partition, devices or initial values are read from.
     *
     * @param section of the configuration that names it
     * @param name without its folder
     * @param sha256 of its content, in lower-case hexadecimal digits
     */
    public record ClientFile(String section, String name, String sha256) {}

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
        clientFiles = clientFiles == null ? List.of() : List.copyOf(clientFiles);
    }

    /**
     * Returns the provenance of a run on this machine.
     *
     * @param clientFiles as {@link #clientFiles(RunConfig, PluginContext)} returns them
     * @param arithmetic description of the engine's arithmetic
     */
    public static Provenance of(RunConfig config, Dataset dataset, List<ClientFile> clientFiles, String arithmetic) {
        return new Provenance(
                SCHEMA,
                config.seed(),
                code(config),
                dataset.name(),
                dataset.files(),
                clientFiles,
                Machine.current(arithmetic));
    }

    /**
     * Returns the files that the sections {@code partition}, {@code devices} and {@code training} name, as they are
     * now. Paths that name no file are left out.
     *
     * @param context resolves the paths
     * @throws ExeuntException of category RESOURCE if a file cannot be read
     */
    public static List<ClientFile> clientFiles(RunConfig config, PluginContext context) {
        return Stream.of(
                        clientFiles("partition", config.partition(), context),
                        clientFiles("devices", config.devices(), context),
                        clientFiles("training", config.training().initialWeights(), context))
                .flatMap(Function.identity())
                .toList();
    }

    private static Stream<ClientFile> clientFiles(String section, Object options, PluginContext context) {
        return ChosenPlugins.of(options).paths().stream()
                .map(context::resolve)
                .filter(Files::isRegularFile)
                .map(file -> clientFile(section, file));
    }

    private static ClientFile clientFile(String section, Path file) {
        byte[] content = OwnFiles.read(file, () -> Files.readAllBytes(file));
        return new ClientFile(section, file.getFileName().toString(), Sha256.of(content));
    }

    /** Returns what has to be equal in two processes for equal bits, by a name for messages. */
    public SortedMap<String, String> fingerprint() {
        SortedMap<String, String> all = new TreeMap<>();
        code.forEach(each -> all.put(
                each.name(), "version %s, %s, SHA-256 %.16s…".formatted(each.version(), each.source(), each.sha256())));
        data.forEach(file -> all.put(
                "data file " + file.name(), "%d records, SHA-256 %.16s…".formatted(file.records(), file.sha256())));
        all.putAll(machine.properties());
        return all;
    }

    private static List<CodeVersion> code(RunConfig config) {
        return code(
                ChosenPlugins.of(config).plugins().stream().filter(plugin -> plugin.kind() != ClientExecutor.class));
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
     * @param clientFiles as {@link #clientFiles(RunConfig, PluginContext)} returns them
     */
    public static RunIdentity identity(RunConfig config, List<Dataset.File> data, List<ClientFile> clientFiles) {
        return RunIdentity.of(config.name(), ResolvedConfig.of(config).text(), code(config), data, clientFiles);
    }
}
