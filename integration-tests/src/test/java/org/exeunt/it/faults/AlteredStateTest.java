package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.model.RunEvaluator;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of a stopped and of a finished run with altered bytes, truncated, emptied, removed, or replaced by the
 * file of another run: the command fails and names the file, or its result does not change.
 */
class AlteredStateTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(AlteredStateTest.class.getClassLoader());
    private static final long SEED = Long.getLong("exeunt.seed", 26);

    /** Number of altered bytes per file. */
    private static final int ALTERATIONS = Integer.getInteger("exeunt.alterations", 4);

    private static final String METHOD = "pfedgraph";
    private static final String[] OPTIONS = {
        "evaluation.save-models=true", "evaluation.interval=1", "faults.dropout=0.2", "training.on-too-few-updates=skip"
    };

    private static final String[] OTHER_SEED =
            Stream.concat(Stream.of(OPTIONS), Stream.of("seed=12")).toArray(String[]::new);

    /** An alteration of a file; null content removes the file. */
    private record Alteration(String name, String description, byte[] content) {
        @Override
        public String toString() {
            return name + ", " + description;
        }
    }

    @TempDir
    Path folder;

    private final RandomGenerator random = new RandomStreams(SEED).stream("altered");
    private final SortedMap<String, Integer> outcomes = new TreeMap<>();
    private Map<String, String> uninterrupted;
    private RunResult finished;

    @BeforeEach
    void runUninterrupted() throws IOException {
        finished = ToyRun.onDisk(folder.resolve("uninterrupted"), METHOD, OPTIONS);
        uninterrupted = RunFiles.of(finished);
    }

    private Path stopped(String runs, String... options) throws IOException {
        Path directory = folder.resolve(runs);
        ToyRun.stopAfter(3, runOptions(directory), METHOD, options);
        return ChildRun.partial(directory).orElseThrow();
    }

    private static RunOptions runOptions(Path runs) {
        return RunOptions.onDisk(Path.of(""), runs, () -> 0L).withCheckpoints(Duration.ZERO);
    }

    @Test
    void stoppedRunResumesUnchangedOrIsRefused() throws IOException {
        Path stopped = stopped("stopped", OPTIONS);
        Path other = stopped("other", OTHER_SEED);
        for (Alteration alteration : alterations(stopped, other)) {
            Path runs = folder.resolve("runs");
            Path copy = runs.resolve(stopped.getFileName());
            RunFiles.copy(stopped, copy);
            apply(alteration, copy);
            Map<String, String> before = RunFiles.contents(copy);
            try {
                Map<String, String> files = RunFiles.of(ToyRun.with(runOptions(runs), METHOD, OPTIONS));
                if (alteration.name().startsWith("checkpoints/")) {
                    // the run warns of the damaged checkpoint and resumes from the one before
                    List.of("outline.json", "summary.json", "manifest.json")
                            .forEach(name -> files.put(name, uninterrupted.get(name)));
                }
                assertThat(files.equals(uninterrupted))
                        .as("seed %d, %s: files of the resumed run", SEED, alteration)
                        .isTrue();
                count(alteration, "harmless");
            } catch (ExeuntException refused) {
                assertRefused(alteration, refused);
                assertThat(RunFiles.contents(copy).equals(before))
                        .as("%s: files after a refusal are unchanged", alteration)
                        .isTrue();
            }
            OwnFiles.delete(runs);
        }
        printOutcomes("stopped run");
    }

    @Test
    void finishedRunIsReadUnchangedOrIsRefused() throws IOException {
        Path run = finished.directory().orElseThrow();
        Path other = ToyRun.onDisk(folder.resolve("other"), METHOD, OTHER_SEED)
                .directory()
                .orElseThrow();
        RunContent expected = RunContent.of(run);
        List<Alteration> alterations = alterations(run, other);
        alterations.add(new Alteration(
                "models/client-1.safetensors",
                "replaced by client 2",
                Files.readAllBytes(run.resolve("models/client-2.safetensors"))));
        for (Alteration alteration : alterations) {
            Path copy = folder.resolve("copy").resolve(run.getFileName());
            RunFiles.copy(run, copy);
            apply(alteration, copy);
            try {
                assertThat(RunContent.of(copy))
                        .as("seed %d, %s: content of the run", SEED, alteration)
                        .isEqualTo(expected);
                count(alteration, "harmless");
            } catch (ExeuntException refused) {
                assertRefused(alteration, refused);
            }
            OwnFiles.delete(copy.getParent());
        }
        printOutcomes("finished run");
    }

    /** All content of a run that reports, evaluations and predictions use. */
    private record RunContent(RunRecords archive, String configuration, List<?> models, RunSummary evaluation) {
        static RunContent of(Path run) throws IOException {
            RunModels saved = RunModels.of(FinishedRun.open(run), REGISTRY, Path.of(""), List.of());
            List<Object> models = new ArrayList<>();
            for (int client = 0; client < saved.run().outline().setting().clients(); client++) {
                models.add(saved.model(new ClientId(client)));
            }
            return new RunContent(
                    FinishedRun.open(run).records(),
                    FinishedRun.open(run).configuration(),
                    models,
                    RunEvaluator.of(saved, Path.of(""), Optional.empty()));
        }
    }

    private void assertRefused(Alteration alteration, ExeuntException refused) {
        assertThat(refused)
                .as("seed %d, %s", SEED, alteration)
                .hasMessageContaining(Path.of(alteration.name()).getFileName().toString());
        assertThat(refused.code().category().name()).as(alteration.toString()).isEqualTo("DATA");
        count(alteration, refused.code().toString());
    }

    private void count(Alteration alteration, String outcome) {
        String file = alteration.name().replaceAll("-?\\d+(?=\\.(safetensors|checkpoint))", "");
        outcomes.merge(file + ": " + outcome, 1, Integer::sum);
    }

    private void printOutcomes(String run) {
        System.out.printf(
                "altered state, %s, seed %d: %d alterations; %s%n",
                run,
                SEED,
                outcomes.values().stream().mapToInt(Integer::intValue).sum(),
                outcomes);
        assertThat(outcomes.keySet()).anyMatch(key -> key.contains("DATA-"));
    }

    private List<Alteration> alterations(Path run, Path other) throws IOException {
        List<Alteration> all = new ArrayList<>();
        for (String name : names(run)) {
            byte[] original = Files.readAllBytes(run.resolve(name));
            for (int i = 0; i < ALTERATIONS; i++) {
                byte[] altered = original.clone();
                int position = random.nextInt(altered.length);
                altered[position] ^= (byte) (1 << random.nextInt(8));
                all.add(new Alteration(name, "altered byte " + position, altered));
            }
            all.add(new Alteration(name, "empty", new byte[0]));
            all.add(new Alteration(name, "truncated", Arrays.copyOf(original, random.nextInt(original.length))));
            all.add(new Alteration(name, "removed", null));
            if (Files.exists(other.resolve(name))) {
                all.add(new Alteration(name, "replaced by another run", Files.readAllBytes(other.resolve(name))));
            }
        }
        return all;
    }

    private static List<String> names(Path run) throws IOException {
        return RunFiles.contents(run).keySet().stream()
                .filter(name -> !name.equals("timings.csv"))
                // only the first two models
                .filter(name -> !name.matches("models/client-([2-9]|\\d{2,})\\.safetensors"))
                .toList();
    }

    private static void apply(Alteration alteration, Path run) throws IOException {
        Path file = run.resolve(alteration.name());
        if (alteration.content() == null) {
            Files.delete(file);
        } else {
            Files.write(file, alteration.content());
        }
    }
}
