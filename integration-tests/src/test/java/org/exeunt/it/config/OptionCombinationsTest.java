package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.exeunt.config.ConfigSchema;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Executes every command with random combinations of non-default option values. Keys are those of the schema of the
 * installed plugins; the test fails if a key has no non-default value. {@code -Dexeunt.case=N} repeats a single case.
 */
class OptionCombinationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("exeunt.seed", 15);
    private static final int ONLY = Integer.getInteger("exeunt.case", 0);
    private static final int ATTEMPTS = 8;

    @TempDir
    private static Path folder;

    private static OptionFixtures fixtures;

    /** A small configuration for each engine. */
    enum Base {
        /** A run takes 0.1 seconds. */
        TOY(
                "toy",
                value -> true,
                """
                {
                  "name": "sampled", "seed": 11,
                  "dataset":   { "type": "shapes", "train": 45, "test": 10 },
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 4, "min-examples": 2 },
                  "network":   { "hidden": [6, 5, 4] },
                  "strategy":  { "type": "fedavg" },
                  "training":  { "rounds": 3, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
                  "engine":    { "type": "toy" }
                }
                """),

        /** Each case has an option of the network, its modalities or the engine. */
        DL4J(
                "dl4j",
                value -> value.key().matches("(network|modalities|engine).*"),
                """
                {
                  "name": "sampled", "seed": 11,
                  "dataset":   { "type": "shapes", "train": 45, "test": 10 },
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 3, "min-examples": 2 },
                  "network":   { "backbone": { "type": "convnet", "width": 4 } },
                  "strategy":  { "type": "fedavg" },
                  "training":  { "rounds": 2, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
                  "engine":    { "type": "dl4j" }
                }
                """);

        private static final int EXITS = 3;

        private final String engine;
        private final Predicate<OptionValue> relevant;
        private final String json;

        Base(String engine, Predicate<OptionValue> relevant, String json) {
            this.engine = engine;
            this.relevant = relevant;
            this.json = json;
        }

        ObjectNode configuration() throws IOException {
            return (ObjectNode) JSON.readTree(json);
        }

        OptionValues optionValues() throws IOException {
            PluginRegistry registry = PluginRegistry.load(OptionCombinationsTest.class.getClassLoader());
            return new OptionValues(
                    JSON.readTree(ConfigSchema.text(registry)),
                    configuration(),
                    engine,
                    fixtures.values(engine),
                    EXITS);
        }
    }

    @BeforeAll
    static void prepare() {
        fixtures = new OptionFixtures(folder);
    }

    @AfterAll
    static void end() {
        fixtures.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyHasANonDefaultValue(Base base) throws IOException {
        OptionValues values = base.optionValues();
        assertThat(values.unknown()).as("keys to add to OptionFixtures").isEmpty();
        assertThat(values.keys()).contains("training.rounds", "strategy[cafedistill].lambda", "faults.attack.type");
    }

    @Test
    void someCombinationsWorkOnTheToyEngine() throws IOException {
        new Cases(Base.TOY).runCases(30);
    }

    @Test
    void someCombinationsWorkOnDeeplearning4j() throws IOException {
        new Cases(Base.DL4J).runCases(3);
    }

    @Test
    @Tag("campaign")
    void allKeysWorkOnTheToyEngine() throws IOException {
        Cases cases = new Cases(Base.TOY);
        cases.runCases(300);
        cases.runRemainingKeys();
    }

    @Test
    @Tag("campaign")
    void allKeysWorkOnDeeplearning4j() throws IOException {
        Cases cases = new Cases(Base.DL4J);
        cases.runCases(30);
        cases.runRemainingKeys();
    }

    /** Draws and executes cases, and counts their outcomes. */
    private static final class Cases {
        private final Base base;
        private final List<OptionValue> values;
        private final OptionSampler sampler;
        private final Map<String, Integer> outcomes = new TreeMap<>();
        private final Set<String> keys = new TreeSet<>();
        private final Set<OptionValue> seen = new HashSet<>();
        private final Set<Set<OptionValue>> pairs = new HashSet<>();
        private final List<String> failures = new ArrayList<>();
        private int number;
        private int runs;

        Cases(Base base) throws IOException {
            this.base = base;
            this.values =
                    base.optionValues().all().stream().map(fixtures::completed).toList();
            this.sampler = new OptionSampler(values, SEED);
            values.stream().filter(base.relevant).map(OptionValue::key).forEach(keys::add);
        }

        void runCases(int wanted) throws IOException {
            while (ONLY > 0 ? number < ONLY : runs < wanted) {
                execute(sampler.next(base.relevant));
            }
            report();
        }

        /** Runs further cases with the keys that no run has contained yet. */
        void runRemainingKeys() throws IOException {
            for (String key : List.copyOf(keys)) {
                for (int attempt = 0; attempt < ATTEMPTS && keys.contains(key); attempt++) {
                    execute(sampler.next(value -> value.key().equals(key)));
                }
            }
            report();
            assertThat(keys).as("keys that no run contained").isEmpty();
        }

        private void execute(List<OptionValue> combination) throws IOException {
            number++;
            if (ONLY > 0 && ONLY != number) {
                return;
            }
            ObjectNode configuration = base.configuration();
            OptionValue.apply(combination, configuration);
            Path directory = Files.createDirectory(folder.resolve(base + "-" + number));
            try {
                String outcome = new CommandSequence(directory, configuration, fixtures).execute();
                outcomes.merge(outcome, 1, Integer::sum);
                if (outcome.isEmpty()) {
                    count(combination);
                }
            } catch (AssertionError | RuntimeException e) {
                runs++;
                String failure = "%s, seed %d, case %d: %s%n%s%n%s"
                        .formatted(base, SEED, number, combination, configuration.toPrettyString(), e);
                System.out.println(failure); // at once, because a campaign takes long
                failures.add(failure);
            } finally {
                OwnFiles.delete(directory);
            }
        }

        private void count(List<OptionValue> combination) {
            runs++;
            for (OptionValue one : combination) {
                keys.remove(one.key());
                seen.add(one);
                combination.stream().filter(other -> other != one).forEach(other -> pairs.add(Set.of(one, other)));
            }
        }

        private void report() {
            System.out.printf(
                    "%s, seed %d: %d cases, by error code (empty: success) %s; %d of %d values, %d of %d pairs;"
                            + " %d keys left%n",
                    base,
                    SEED,
                    number,
                    outcomes,
                    seen.size(),
                    values.size(),
                    pairs.size(),
                    sampler.possiblePairs(),
                    keys.size());
            assertThat(failures).as("%d failures", failures.size()).isEmpty();
        }
    }
}
