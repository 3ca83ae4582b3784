package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the contract of a {@link DatasetSource}, rules L1 to L11. Of large data sets, about 200 examples spread over
 * all are checked.
 */
public abstract class DatasetSourceContract extends Variants<DatasetSource> {
    private static final int MAX_EXAMPLES = 200;
    private static final float UNTOUCHED = -12345;

    /** Returns sources with a directory that does not exist. The default is empty, for data sets without files. */
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of();
    }

    /**
     * Returns a file that the variants' input readers can read, with the input of an example of each variant's data
     * set. The default is empty, for sources without input readers.
     */
    protected Optional<Path> singleInput() {
        return Optional.empty();
    }

    @EachVariant("the order of the data is that of a folder or a hash table, or random numbers come from another "
            + "source than the streams passed in")
    void l01_equalStreamsGiveEqualData(PluginChoice<DatasetSource> variant) {
        DatasetSource source = create(variant);
        Snapshot once = Snapshot.of(load(source));
        assertThat(Snapshot.of(load(source))).as("L1: loaded again").isEqualTo(once);
        assertThat(Snapshot.of(load(variant)))
                .as("L1: loaded by another instance")
                .isEqualTo(once);
    }

    @EachVariant("values or labels are generated or modified each time they are requested")
    void l02_examplesAreTheSameOnEveryRead(PluginChoice<DatasetSource> variant) {
        readsTheSame(load(variant));
    }

    private static void readsTheSame(Dataset dataset) {
        Snapshot once = Snapshot.of(dataset);
        assertThat(Snapshot.of(dataset)).as("L2: examples read again").isEqualTo(once);
    }

    @EachVariant("a label is not an index into classNames, or a name is missing")
    void l03_labelsAreThoseOfNamedClasses(PluginChoice<DatasetSource> variant) {
        Dataset dataset = load(variant);
        assertThat(dataset.classNames())
                .as("L3: class names")
                .hasSizeGreaterThanOrEqualTo(2)
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
        assertThat(dataset.train().size()).as("L3: training examples").isPositive();
        for (int index : spread(dataset.all())) {
            assertThat(dataset.all().label(index))
                    .as("L3: label of example %d", index)
                    .isBetween(0, dataset.classes() - 1);
        }
    }

    @EachVariant("copyTo writes more or fewer values than the input shape has, at another offset, or values that are "
            + "not finite or not token ids of its vocabulary")
    void l04_valuesFillTheInputShape(PluginChoice<DatasetSource> variant) {
        Dataset dataset = load(variant);
        int size = dataset.input().size();
        OptionalInt tokens = dataset.input().vocabulary();
        for (int index : spread(dataset.all())) {
            float[] target = new float[size + 6];
            Arrays.fill(target, UNTOUCHED);
            dataset.all().copyTo(index, target, 3);
            for (int i = 0; i < target.length; i++) {
                boolean inside = i >= 3 && i < size + 3;
                assertThat(target[i] != UNTOUCHED)
                        .as("L4: value %d of example %d, of %d from offset 3 on, is written", i, index, size)
                        .isEqualTo(inside);
                assertThat(target[i]).as("L4: value %d of example %d", i, index).isFinite();
                if (inside && tokens.isPresent()) {
                    assertThat(target[i])
                            .as("L4: value %d of example %d, a token id below %d", i, index, tokens.getAsInt())
                            .isEqualTo((float) Math.floor(target[i]))
                            .isBetween(0f, tokens.getAsInt() - 1f);
                }
            }
        }
    }

    @EachVariant("files do not determine where the examples come from; partitions and records of runs refer to "
            + "examples by file and index")
    void l05_filesAccountForEveryExample(PluginChoice<DatasetSource> variant) {
        Dataset dataset = load(variant);
        assertThat(dataset.name()).as("L5: name").isNotBlank();
        assertThat(dataset.files().stream().mapToInt(Dataset.File::records).sum())
                .as("L5: records of all files")
                .isEqualTo(dataset.all().size());
        assertThat(dataset.files()).as("L5: files").isNotEmpty().allSatisfy(file -> {
            assertThat(file.sha256()).as("L5: checksum of '%s'", file.name()).matches("[0-9a-f]{64}");
            assertThat(file.name()).as("L5: name of a file").isNotBlank().doesNotStartWith("/");
        });
        assertThat(dataset.files().stream().map(Dataset.File::name))
                .as("L5: names")
                .doesNotHaveDuplicates();
    }

    @EachVariant("readers share a buffer or a stream; create it inside copyTo")
    void l06_concurrentReadsAreSafe(PluginChoice<DatasetSource> variant) throws InterruptedException {
        Rule.assumeHolds("L2", "L6", () -> readsTheSame(load(variant)));
        Dataset dataset = load(variant);
        Snapshot alone = Snapshot.of(dataset);
        assertThat(onFourThreads(() -> Snapshot.of(dataset)))
                .as("L6: examples read by four threads at once")
                .hasSize(4)
                .allMatch(alone::equals);
    }

    @FailureHint("report a missing folder by an ExeuntException with code DatasetSource.ABSENT")
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withoutFiles")
    void l07_missingFilesAreReported(PluginChoice<DatasetSource> variant) {
        thrownBy(() -> load(variant), "L7: loading a missing data set").satisfies(failure -> assertThat(failure.code())
                .as("L7: code of an absent data set")
                .isEqualTo(DatasetSource.ABSENT));
    }

    @EachVariant("the reader does not scale a single input as load scales examples, or singleInput is no example of "
            + "the data set; or a file of another form is accepted, or refused without its name")
    void l08_singleInputsAreReadAsExamplesAre(PluginChoice<DatasetSource> variant, @TempDir Path folder)
            throws IOException {
        DatasetSource source = create(variant);
        Optional<InputReader> reader = source.inputReader();
        assumeFalse(reader.isEmpty(), "reads no single inputs");
        assertThat(reader.get().form())
                .as("L8: description of the files it reads")
                .isNotBlank();
        Path missing = folder.resolve("not-there");
        thrownBy(() -> reader.get().read(missing), "L8: reading a missing file").hasMessageContaining("not-there");
        Path foreign = Files.write(folder.resolve("foreign.bin"), new byte[] {(byte) 0xff, 0, (byte) 0xfe, 1});
        thrownBy(() -> reader.get().read(foreign), "L8: reading a file of another format")
                .hasMessageContaining("foreign.bin");
        if (singleInput().isPresent()) {
            Dataset dataset = load(source);
            float[] values = reader.get().read(singleInput().get());
            assertThat(values)
                    .as("L8: values of a single input")
                    .hasSize(dataset.input().size());
            assertThat(IntStream.range(0, dataset.all().size())
                            .anyMatch(index -> Arrays.equals(valuesOf(dataset, index), values)))
                    .as(
                            "L8: some example has the values that are read from '%s', %s; example 0 has %s",
                            singleInput().get(), first(values), first(valuesOf(dataset, 0)))
                    .isTrue();
            int tokens = reader.get().tokens().size();
            assertThat(tokens == 0 || IntStream.range(0, values.length).allMatch(i -> values[i] < tokens))
                    .as("L8: all values of a single input are ids of its %d tokens", tokens)
                    .isTrue();
            assertThat(reader.get().read(singleInput().get()))
                    .as("L8: read again")
                    .isEqualTo(values);
        }
    }

    /** Returns the first values as text. */
    private static String first(float[] values) {
        return Arrays.toString(Arrays.copyOf(values, Math.min(5, values.length))) + (values.length > 5 ? " ..." : "");
    }

    private static float[] valuesOf(Dataset dataset, int index) {
        float[] values = new float[dataset.input().size()];
        dataset.all().copyTo(index, values, 0);
        return values;
    }

    @EachVariant("inputScaling has another number of channels than the length of the first axis of the input shape, or "
            + "no unit")
    void l10_scalingHasTheChannelsOfTheInputs(PluginChoice<DatasetSource> variant) {
        DatasetSource source = create(variant);
        Optional<InputScaling> scaling = source.inputScaling();
        assumeFalse(scaling.isEmpty(), "inputScaling is empty");
        assertThat(scaling.get().unit()).as("L10: unit of raw values").isNotBlank();
        assumeFalse(scaling.get().channels().isEmpty(), "uses values unchanged");
        assertThat(scaling.get().channels())
                .as("L10: channels of raw values")
                .hasSize(load(source).input().lengths().get(0));
    }

    @EachVariant("load shuffles or splits files by the streams, so that saved partitions, which refer to examples by "
            + "file and index, mean other examples under another seed; or generated examples are recorded under "
            + "another name than the id of the plugin, so that comparisons take them for files that changed")
    void l11_onlyGeneratedExamplesDependOnStreams(PluginChoice<DatasetSource> variant) {
        Rule.assumeHolds("L1", "L11", () -> l01_equalStreamsGiveEqualData(variant));
        DatasetSource source = create(variant);
        Snapshot once = Snapshot.of(load(source));
        Snapshot other = Snapshot.of(source.load(STREAMS.derive("data", 1, 0)));
        if (once.files().equals(other.files())) {
            assertThat(other).as("L11: equal files, loaded with other streams").isEqualTo(once);
        } else {
            assertThat(once.files())
                    .as("L11: files whose checksums depend on the streams")
                    .extracting(Dataset.File::name)
                    .containsExactly(variant.plugin().id());
        }
    }

    private static AbstractThrowableAssert<?, ExeuntException> thrownBy(Runnable call, String what) {
        AbstractThrowableAssert<?, ExeuntException> thrown = assertThat(catchThrowable(call::run))
                .as(what)
                .asInstanceOf(InstanceOfAssertFactories.throwable(ExeuntException.class));
        thrown.satisfies(failure -> assertThat(failure.code().category())
                .as(what + ": its category")
                .isEqualTo(ErrorCategory.DATA));
        return thrown;
    }

    private Dataset load(PluginChoice<DatasetSource> variant) {
        return load(create(variant));
    }

    private static Dataset load(DatasetSource source) {
        return source.load(STREAMS.derive("data", 0, 0));
    }

    private static int[] spread(Examples examples) {
        int step = Math.max(1, examples.size() / MAX_EXAMPLES);
        return IntStream.range(0, examples.size())
                .filter(index -> index % step == 0)
                .toArray();
    }

    /** The content of a data set, read once in order; the values of each example are represented by their hash. */
    private record Snapshot(
            String name,
            Object input,
            List<String> classNames,
            List<Dataset.File> files,
            int train,
            List<Integer> labels,
            List<Integer> values,
            List<Integer> owners) {
        static Snapshot of(Dataset dataset) {
            List<Integer> labels = new ArrayList<>();
            List<Integer> values = new ArrayList<>();
            for (int index : spread(dataset.all())) {
                labels.add(dataset.all().label(index));
                values.add(Arrays.hashCode(valuesOf(dataset, index)));
            }
            int[] owners = dataset.owners().map(all -> all.ofExamples()).orElse(new int[0]);
            return new Snapshot(
                    dataset.name(),
                    dataset.input(),
                    dataset.classNames(),
                    dataset.files(),
                    dataset.train().size(),
                    labels,
                    values,
                    Arrays.stream(owners).boxed().toList());
        }
    }
}
