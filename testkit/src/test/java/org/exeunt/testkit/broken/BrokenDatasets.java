package org.exeunt.testkit.broken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.exeunt.testkit.data.GaussianBlobs;

final class BrokenDatasets {
    private static final int RECORDS = 40;
    private static final Examples FILE = blobs(new RandomStreams(5));

    private BrokenDatasets() {}

    abstract static class Of extends DatasetSourceContract {
        private final DatasetSource source;

        Of(DatasetSource source) {
            this.source = source;
        }

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return TestChoices.only(DatasetSource.class, source);
        }
    }

    private static Examples blobs(RandomStreams streams) {
        return new GaussianBlobs(3, 4, streams.stream("centres")).draw(RECORDS, streams.stream("examples"));
    }

    private static Dataset of(Examples examples) {
        return of(examples, RECORDS);
    }

    private static Dataset of(Examples examples, int records) {
        return of(examples, records, InputShape.vector(4));
    }

    /** Returns generated examples, recorded under the id of the plugin. */
    private static Dataset of(Examples examples, int records, InputShape shape) {
        float[] first = new float[4];
        examples.copyTo(0, first, 0);
        return of(examples, shape, new Dataset.File("test", records, "%064x".formatted(Arrays.hashCode(first))));
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

    /** Reads numbers separated by blanks. */
    private static final class NumbersReader implements InputReader {
        static Path write(float[] values) {
            try {
                Path file = Files.createTempFile(Path.of("target"), "single-input", ".txt");
                String text = IntStream.range(0, values.length)
                        .mapToObj(i -> String.valueOf(values[i]))
                        .collect(Collectors.joining(" "));
                return Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String form() {
            return "four numbers";
        }

        @Override
        public float[] read(Path file) {
            try {
                String[] words = Files.readString(file).split(" ");
                float[] values = new float[words.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.parseFloat(words[i]);
                }
                return values;
            } catch (IOException | NumberFormatException e) {
                throw new ExeuntException(ErrorCategory.DATA.code(11), file + ": " + e, e);
            }
        }
    }

    /** Examples with some methods overridden. */
    private static class Changed implements Examples {
        private final Examples examples;

        Changed(Examples examples) {
            this.examples = examples;
        }

        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public int label(int index) {
            return examples.label(index);
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            examples.copyTo(index, target, offset);
        }
    }

    static class Drawn extends Of {
        Drawn() {
            super(streams -> of(blobs(streams)));
        }
    }

    @Breaks("L1")
    static class UsesItsOwnRandomStream extends Of {
        private static final AtomicInteger LOADS = new AtomicInteger();

        UsesItsOwnRandomStream() {
            super(streams -> of(blobs(new RandomStreams(LOADS.incrementAndGet()))));
        }
    }

    @Breaks("L2")
    static class AugmentsOnEveryRead extends Of {
        AugmentsOnEveryRead() {
            super(streams -> of(new Changed(blobs(streams)) {
                private final ConcurrentMap<Integer, Integer> readings = new ConcurrentHashMap<>();

                @Override
                public void copyTo(int index, float[] target, int offset) {
                    super.copyTo(index, target, offset);
                    if (readings.merge(index, 1, Integer::sum) > 1) {
                        target[offset] *= -1;
                    }
                }
            }));
        }
    }

    @Breaks("L3")
    static class CountsLabelsFromOne extends Of {
        CountsLabelsFromOne() {
            super(streams -> of(new Changed(blobs(streams)) {
                @Override
                public int label(int index) {
                    return super.label(index) + 1;
                }
            }));
        }
    }

    @Breaks("L4")
    static class IgnoresTheOffset extends Of {
        IgnoresTheOffset() {
            super(streams -> of(new Changed(blobs(streams)) {
                @Override
                public void copyTo(int index, float[] target, int offset) {
                    super.copyTo(index, target, 0);
                }
            }));
        }
    }

    @Breaks("L4")
    static class DividesByZero extends Of {
        DividesByZero() {
            super(streams -> of(new Changed(blobs(streams)) {
                @Override
                public void copyTo(int index, float[] target, int offset) {
                    super.copyTo(index, target, offset);
                    target[offset + 1] /= 0;
                }
            }));
        }
    }

    @Breaks("L4")
    static class DeclaresTokens extends Of {
        DeclaresTokens() {
            super(streams -> of(blobs(streams), RECORDS, InputShape.tokens(4, 9)));
        }
    }

    @Breaks("L5")
    static class ForgetsTheTestFile extends Of {
        ForgetsTheTestFile() {
            super(streams -> of(blobs(streams), 30));
        }
    }

    @Breaks("L6")
    static class BelongsToAThread extends Of {
        BelongsToAThread() {
            super(streams -> of(new Changed(blobs(streams)) {
                private final Thread owner = Thread.currentThread();

                @Override
                public void copyTo(int index, float[] target, int offset) {
                    super.copyTo(index, target, offset);
                    if (Thread.currentThread() != owner) {
                        target[offset] = 0;
                    }
                }
            }));
        }
    }

    @Breaks("L7")
    static class ThrowsAnotherException extends Drawn {
        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return TestChoices.only(DatasetSource.class, streams -> {
                throw new IllegalStateException("no file");
            });
        }
    }

    @Breaks("L7")
    static class ReportsAbsenceAsDamage extends Drawn {
        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return TestChoices.only(DatasetSource.class, streams -> {
                throw new ExeuntException(ErrorCategory.DATA.code(11), "no file");
            });
        }
    }

    @Breaks("L8")
    static class ReadsAnyFile extends Of {
        ReadsAnyFile() {
            super(new DatasetSource() {
                @Override
                public Dataset load(RandomStreams streams) {
                    return of(blobs(streams));
                }

                @Override
                public Optional<InputReader> inputReader() {
                    return Optional.of(new InputReader() {
                        @Override
                        public String form() {
                            return "four numbers";
                        }

                        @Override
                        public float[] read(Path file) {
                            return new float[4];
                        }
                    });
                }
            });
        }
    }

    /** Halves the values of its examples, but not those of single inputs. */
    @Breaks("L8")
    static class ForgetsToScaleSingleInputs extends Of {
        ForgetsToScaleSingleInputs() {
            super(new DatasetSource() {
                @Override
                public Dataset load(RandomStreams streams) {
                    return of(new Changed(FILE) {
                        @Override
                        public void copyTo(int index, float[] target, int offset) {
                            super.copyTo(index, target, offset);
                            for (int i = 0; i < 4; i++) {
                                target[offset + i] /= 2;
                            }
                        }
                    });
                }

                @Override
                public Optional<InputReader> inputReader() {
                    return Optional.of(new NumbersReader());
                }
            });
        }

        @Override
        protected Optional<Path> singleInput() {
            float[] values = new float[4];
            FILE.copyTo(0, values, 0);
            return Optional.of(NumbersReader.write(values));
        }
    }

    @Breaks("L10")
    static class ScalesMissingChannels extends Of {
        ScalesMissingChannels() {
            super(new DatasetSource() {
                @Override
                public Dataset load(RandomStreams streams) {
                    return of(blobs(streams));
                }

                @Override
                public Optional<InputScaling> inputScaling() {
                    return Optional.of(
                            new InputScaling("bytes", List.of(new InputScaling.Channel("the only one", 0, 255))));
                }
            });
        }
    }

    /** Has the same file for all streams, and its examples in another order. */
    @Breaks("L11")
    static class ShufflesItsFile extends Of {
        ShufflesItsFile() {
            super(streams -> {
                int[] order = IntStream.range(0, RECORDS).toArray();
                RandomOrder.shuffle(order, streams.stream("order"));
                return of(FILE.select(order), InputShape.vector(4), new Dataset.File("file", RECORDS, "0".repeat(64)));
            });
        }
    }

    @Breaks("L11")
    static class RecordsGeneratedExamplesAsAFile extends Of {
        RecordsGeneratedExamplesAsAFile() {
            super(streams -> {
                String checksum = "%064x".formatted(streams.stream("checksum").nextInt(1, Integer.MAX_VALUE));
                return of(blobs(streams), InputShape.vector(4), new Dataset.File("drawn", RECORDS, checksum));
            });
        }
    }
}
