package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.run.RunOptions.StartMode;

/**
 * A run from Java: a configuration with changes. Writes the same files as {@code exeunt run}, so that commands and
 * comparisons read them, but no report.
 *
 * <pre>{@code
 * Experiment quickstart = Experiment.of(Path.of("examples/quickstart.json"));
 * for (String strategy : List.of("fedper", "ditto")) {
 *     System.out.println(strategy + ": " + quickstart.set("strategy", strategy).run().evaluation().accuracy());
 * }
 * }</pre>
 *
 * Plugins are those on the class path. Relative paths are resolved against the working directory. Immutable: {@link
 * #set}, {@link #with} and {@link #runsDir} return a copy.
 */
public final class Experiment {
    private final BiFunction<RunConfigReader, List<String>, ConfigReading<RunConfig>> configuration;
    private final List<String> overrides;
    private final List<RunTracker> trackers;
    private final Path runs;

    private Experiment(
            BiFunction<RunConfigReader, List<String>, ConfigReading<RunConfig>> configuration,
            List<String> overrides,
            List<RunTracker> trackers,
            Path runs) {
        this.configuration = configuration;
        this.overrides = overrides;
        this.trackers = trackers;
        this.runs = runs;
    }

    /**
     * The results of a finished run.
     *
     * @param directory with the files of the run
     * @param reused whether the run was finished before and was only read; its trackers received nothing
     * @param rounds the records of all rounds; only the last one has matrices between clients
     * @param evaluation the evaluation after the last round
     * @param warnings about results that may mislead
     */
    public record Results(
            Path directory,
            boolean reused,
            List<RoundRecord> rounds,
            EvaluationRecord evaluation,
            List<String> warnings) {
        /**
         * Opens the personal model of a client.
         *
         * @param policy as for {@link PersonalModel#open(Path, ClientId, String)}
         */
        public PersonalModel model(ClientId client, String policy) {
            return PersonalModel.open(directory, client, policy);
        }
    }

    /** Returns the experiment of a configuration file. The file is read by each run. */
    public static Experiment of(Path file) {
        return of((reader, overrides) -> reader.read(file, overrides));
    }

    /** Returns the experiment of a configuration, JSON with comments. */
    public static Experiment of(String json) {
        return of((reader, overrides) -> reader.read("The configuration", json, overrides));
    }

    private static Experiment of(BiFunction<RunConfigReader, List<String>, ConfigReading<RunConfig>> configuration) {
        return new Experiment(configuration, List.of(), List.of(), Path.of("runs"));
    }

    /**
     * Sets one key, as {@code --set KEY=VALUE} does.
     *
     * @param key dotted path, such as {@code training.rounds}
     * @param value a number, a boolean, or a text; a text that starts with <code>{</code> or {@code [} is JSON
     */
    public Experiment set(String key, Object value) {
        return new Experiment(configuration, appended(overrides, key + "=" + value), trackers, runs);
    }

    /** Adds a tracker, which each run closes when it ends. */
    public Experiment with(RunTracker tracker) {
        return new Experiment(configuration, overrides, appended(trackers, tracker), runs);
    }

    /** Sets the folder of all runs, by default {@code runs} in the working directory. */
    public Experiment runsDir(Path folder) {
        return new Experiment(configuration, overrides, trackers, folder);
    }

    private static <T> List<T> appended(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }

    /**
     * Runs the experiment on the calling thread. A finished run with the same configuration, plugins and data is only
     * read, and a stopped one resumes at its last checkpoint.
     *
     * @throws org.exeunt.api.error.ExeuntException if the configuration is invalid, listing all problems, the run
     *     cannot start, a round fails, or a file cannot be written
     */
    public Results run() {
        return run(StartMode.RESUME);
    }

    /**
     * Runs the experiment from the start and replaces a finished run.
     *
     * @throws org.exeunt.api.error.ExeuntException as {@link #run}
     */
    public Results rerun() {
        return run(StartMode.RERUN);
    }

    private Results run(StartMode mode) {
        PluginRegistry registry = PluginRegistry.load(Experiment.class.getClassLoader());
        RunConfig config =
                configuration.apply(new RunConfigReader(registry), overrides).orThrow();
        RunResult result = Run.execute(
                config,
                registry,
                RunOptions.onDisk(Path.of(""), runs, System::nanoTime)
                        .withStartMode(mode)
                        .withTrackers(trackers));
        return new Results(
                result.directory().orElseThrow(),
                result.reused(),
                result.rounds(),
                result.finalEvaluation(),
                result.summary().warnings());
    }
}
