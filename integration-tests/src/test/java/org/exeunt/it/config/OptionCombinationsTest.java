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
import org.exeunt.runtime.store.Directories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every key of a configuration, at values that are not its default, drawn together with others and taken through every
 * command. The keys are those of the schema of the installed plugins: an option without another value fails the test.
 * {@code -Dexeunt.case=N} repeats one case.
 */
class OptionCombinationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("exeunt.seed", 15);
    private static final int ONLY = Integer.getInteger("exeunt.case", 0);
    private static final int ATTEMPTS = 8;

    @TempDir
    private static Path folder;

    private static OptionFixtures samples;

    /** A small configuration on each engine. */
    enum Base {
        /** Runs of a tenth of a second. */
        TOY(
                "toy",
                feature -> true,
                """
                {
                  "name": "drawn", "seed": 11,
                  "dataset":   { "type": "shapes", "train": 45, "test": 10 },
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 4, "min-examples": 2 },
                  "network":   { "hidden": [6, 5, 4] },
                  "strategy":  { "type": "fedavg" },
                  "training":  { "rounds": 3, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
                  "engine":    { "type": "toy" }
                }
                """),

        /** Each case has something of the network. */
        DL4J(
                "dl4j",
                feature -> feature.key().matches("(network|engine).*"),
                """
                {
                  "name": "drawn", "seed": 11,
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
        private final Predicate<OptionValue> own;
        private final String json;

        Base(String engine, Predicate<OptionValue> own, String json) {
            this.engine = engine;
            this.own = own;
            this.json = json;
        }

        ObjectNode configuration() throws IOException {
            return (ObjectNode) JSON.readTree(json);
        }

        OptionValues features() throws IOException {
            PluginRegistry registry = PluginRegistry.load(OptionCombinationsTest.class.getClassLoader());
            return new OptionValues(
                    JSON.readTree(ConfigSchema.text(registry)), configuration(), engine, samples.values(engine), EXITS);
        }
    }

    @BeforeAll
    static void prepare() {
        samples = new OptionFixtures(folder);
    }

    @AfterAll
    static void end() {
        samples.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyHasANonDefaultValue(Base base) throws IOException {
        OptionValues features = base.features();
        assertThat(features.unknown()).as("keys to add to OptionFixtures").isEmpty();
        assertThat(features.keys()).contains("training.rounds", "strategy[cafedistill].lambda", "faults.attack.type");
    }

    @Test
    void someCombinationsWorkOnTheToyEngine() throws IOException {
        new Cases(Base.TOY).take(30);
    }

    @Test
    void someCombinationsWorkOnDeeplearning4j() throws IOException {
        new Cases(Base.DL4J).take(3);
    }

    @Test
    @Tag("campaign")
    void allKeysWorkOnTheToyEngine() throws IOException {
        Cases cases = new Cases(Base.TOY);
        cases.take(300);
        cases.takeAllKeys();
    }

    @Test
    @Tag("campaign")
    void allKeysWorkOnDeeplearning4j() throws IOException {
        Cases cases = new Cases(Base.DL4J);
        cases.take(30);
        cases.takeAllKeys();
    }

    /** Draws and walks cases, and counts what came of them. */
    private static final class Cases {
        private final Base base;
        private final List<OptionValue> features;
        private final OptionSampler draw;
        private final Map<String, Integer> ends = new TreeMap<>();
        private final Set<String> keys = new TreeSet<>();
        private final Set<OptionValue> met = new HashSet<>();
        private final Set<Set<OptionValue>> pairs = new HashSet<>();
        private final List<String> failures = new ArrayList<>();
        private int number;
        private int runs;

        Cases(Base base) throws IOException {
            this.base = base;
            this.features =
                    base.features().all().stream().map(samples::completed).toList();
            this.draw = new OptionSampler(features, SEED);
            features.stream().filter(base.own).map(OptionValue::key).forEach(keys::add);
        }

        void take(int wanted) throws IOException {
            while (ONLY > 0 ? number < ONLY : runs < wanted) {
                walk(draw.next(base.own));
            }
            report();
        }

        /** Goes on with the keys that no run has had so far. */
        void takeAllKeys() throws IOException {
            for (String key : List.copyOf(keys)) {
                for (int attempt = 0; attempt < ATTEMPTS && keys.contains(key); attempt++) {
                    walk(draw.next(feature -> feature.key().equals(key)));
                }
            }
            report();
            assertThat(keys).as("keys that no run could have").isEmpty();
        }

        private void walk(List<OptionValue> drawn) throws IOException {
            number++;
            if (ONLY > 0 && ONLY != number) {
                return;
            }
            ObjectNode configuration = base.configuration();
            OptionValue.apply(drawn, configuration);
            Path place = Files.createDirectory(folder.resolve(base + "-" + number));
            try {
                String end = new CommandSequence(place, configuration, samples).walk();
                ends.merge(end, 1, Integer::sum);
                if (end.isEmpty()) {
                    count(drawn);
                }
            } catch (AssertionError | RuntimeException e) {
                runs++;
                String failure = "%s, seed %d, case %d: %s%n%s%n%s"
                        .formatted(base, SEED, number, drawn, configuration.toPrettyString(), e);
                System.out.println(failure); // a campaign takes long
                failures.add(failure);
            } finally {
                Directories.delete(place);
            }
        }

        private void count(List<OptionValue> drawn) {
            runs++;
            for (OptionValue one : drawn) {
                keys.remove(one.key());
                met.add(one);
                drawn.stream().filter(other -> other != one).forEach(other -> pairs.add(Set.of(one, other)));
            }
        }

        private void report() {
            System.out.printf(
                    "%s, seed %d: %d cases, ends by code (none: well) %s; %d of %d values, %d of %d pairs;"
                            + " %d keys left%n",
                    base,
                    SEED,
                    number,
                    ends,
                    met.size(),
                    features.size(),
                    pairs.size(),
                    draw.possiblePairs(),
                    keys.size());
            assertThat(failures).as("%d failures", failures.size()).isEmpty();
        }
    }
}
