package org.exeunt.testkit.broken;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.exeunt.testkit.data.GaussianBlobs;

final class BrokenDatasets {
    private static final int RECORDS = 40;
    private static final InputShape SHAPE = InputShape.vector(4);
    private static final Examples FILE = blobs(new RandomStreams(5));
    private static final AtomicInteger LOADS = new AtomicInteger();

    private BrokenDatasets() {}

    /** A source that checks can load, the source without its files, if it has some, and a file with one input. */
    private record Given(DatasetSource source, Optional<DatasetSource> withoutFiles, Optional<Path> input) {}

    static class Datasets extends DatasetSourceContract {
        private final Given given = CheckedPlugin.subject();

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return Kind.choice(DatasetSource.class, given::source);
        }

        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return given.withoutFiles()
                    .map(source -> Kind.choice(DatasetSource.class, () -> source))
                    .orElseGet(super::withoutFiles);
        }

        @Override
        protected Optional<Path> singleInput() {
            return given.input();
        }
    }

    /** A source with a reader of single inputs, and a declared scaling. */
    private record Reading(DatasetSource source, Optional<InputReader> inputReader, Optional<InputScaling> inputScaling)
            implements DatasetSource {
        @Override
        public Dataset load(RandomStreams streams) {
            return source.load(streams);
        }
    }

    /** Reads the values of the first example, from a file of one name. */
    private static float[] first(Path file) {
        if (!file.endsWith("input")) {
            throw new ExeuntException(Errors.DATA_11, file + " contains no numbers");
        }
        float[] values = new float[4];
        FILE.copyTo(0, values, 0);
        return values;
    }

    private static InputReader reading(Function<Path, float[]> read) {
        return new InputReader() {
            @Override
            public String form() {
                return "four numbers";
            }

            @Override
            public float[] read(Path file) {
                return read.apply(file);
            }
        };
    }

    private static Examples blobs(RandomStreams streams) {
        return new GaussianBlobs(3, 4, streams.stream("centres")).draw(RECORDS, streams.stream("examples"));
    }

    /** Returns generated examples, recorded under the id of the plugin. */
    private static Dataset of(Examples examples, int records, InputShape shape) {
        float[] first = new float[4];
        examples.copyTo(0, first, 0);
        return of(examples, shape, new Dataset.File("test", records, "%064x".formatted(Arrays.hashCode(first))));
    }

    private static Dataset of(Examples examples) {
        return of(examples, RECORDS, SHAPE);
    }

    private static Dataset of(Examples examples, InputShape shape, Dataset.File file) {
        return Dataset.of(
                "Blobs",
                shape,
                List.of("one", "two", "three"),
                examples.select(IntStream.range(0, 30).toArray()),
                examples.select(IntStream.range(30, RECORDS).toArray()),
                List.of(file));
    }

    @FunctionalInterface
    private interface Copy {
        void to(int index, float[] target, int offset);
    }

    /** Changes how the values of drawn examples are copied. */
    private static DatasetSource copying(Function<Examples, Copy> changed) {
        return streams -> {
            Examples drawn = blobs(streams);
            Copy copy = changed.apply(drawn);
            return of(Examples.of(IntStream.range(0, RECORDS).map(drawn::label).toArray(), copy::to));
        };
    }

    static List<CheckedPlugin> list() {
        DatasetSource drawn = streams -> of(blobs(streams));
        return List.of(
                row("", "draws examples", drawn),
                row(
                        "L1",
                        "loads from its own stream",
                        streams -> of(blobs(new RandomStreams(LOADS.incrementAndGet())))),
                row("L2", "augments examples with every read", copying(examples -> {
                    ConcurrentMap<Integer, Integer> reads = new ConcurrentHashMap<>();
                    return (index, target, offset) -> {
                        examples.copyTo(index, target, offset);
                        target[offset] *= reads.merge(index, 1, Integer::sum) > 1 ? -1 : 1;
                    };
                })),
                row("L3", "counts labels from one", streams -> {
                    Examples examples = blobs(streams);
                    int[] labels = IntStream.range(0, RECORDS)
                            .map(i -> examples.label(i) + 1)
                            .toArray();
                    return of(Examples.of(labels, examples::copyTo));
                }),
                row(
                        "L4",
                        "ignores the offset",
                        copying(examples -> (index, target, offset) -> examples.copyTo(index, target, 0))),
                row("L4", "declares tokens", streams -> of(blobs(streams), RECORDS, InputShape.tokens(4, 9))),
                row("L5", "forgets the test file", streams -> of(blobs(streams), 30, SHAPE)),
                row("L6", "is read on one thread", copying(examples -> {
                    Thread owner = Thread.currentThread();
                    return (index, target, offset) -> {
                        examples.copyTo(index, target, offset);
                        target[offset] = Thread.currentThread() == owner ? target[offset] : 0;
                    };
                })),
                new CheckedPlugin(
                        "L7",
                        "reports absent files as damaged",
                        Datasets.class,
                        new Given(
                                drawn,
                                Optional.of(streams -> {
                                    throw new ExeuntException(Errors.DATA_11, "no file");
                                }),
                                Optional.empty())),
                row(
                        "L8",
                        "reads any file",
                        new Reading(drawn, Optional.of(reading(file -> new float[4])), Optional.empty())),
                new CheckedPlugin(
                        "L8",
                        "scales its examples but no single inputs",
                        Datasets.class,
                        new Given(
                                new Reading(
                                        BrokenDatasets::halved,
                                        Optional.of(reading(BrokenDatasets::first)),
                                        Optional.empty()),
                                Optional.empty(),
                                Optional.of(Path.of("input")))),
                row(
                        "L10",
                        "scales channels that do not exist",
                        new Reading(
                                drawn,
                                Optional.empty(),
                                Optional.of(new InputScaling(
                                        "bytes", List.of(new InputScaling.Channel("the only one", 0, 255)))))),
                row("L11", "has the same file for all streams in another order", streams -> {
                    int[] order = IntStream.range(0, RECORDS).toArray();
                    RandomOrder.shuffle(order, streams.stream("order"));
                    return of(FILE.select(order), SHAPE, new Dataset.File("file", RECORDS, "0".repeat(64)));
                }),
                row("L11", "records generated examples as a file", streams -> {
                    String checksum =
                            "%064x".formatted(streams.stream("checksum").nextInt(1, Integer.MAX_VALUE));
                    return of(blobs(streams), SHAPE, new Dataset.File("drawn", RECORDS, checksum));
                }));
    }

    private static CheckedPlugin row(String rule, String what, DatasetSource source) {
        return new CheckedPlugin(rule, what, Datasets.class, new Given(source, Optional.empty(), Optional.empty()));
    }

    private static Dataset halved(RandomStreams streams) {
        int[] labels = IntStream.range(0, RECORDS).map(FILE::label).toArray();
        return of(Examples.of(labels, (index, target, offset) -> {
            FILE.copyTo(index, target, offset);
            for (int i = 0; i < 4; i++) {
                target[offset + i] /= 2;
            }
        }));
    }
}
