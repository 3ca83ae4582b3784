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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
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

/** Checks what every {@link DatasetSource} promises; of large data sets, on 200 examples spread over all. */
public abstract class DatasetSourceContract extends Variants<DatasetSource> {
    private static final int MOST_EXAMPLES = 200;
    private static final float UNTOUCHED = -12345;

    /** Returns sources whose folder is not there; by default none, which is right for data that are drawn. */
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of();
    }

    /** Returns a file that the variants' input readers can read; by default none, which is right where there are no readers. */
    protected Optional<Path> singleInput() {
        return Optional.empty();
    }

    @FailureHint("the order of the data is that of a folder or a hash table, or random numbers come from another "
            + "source than the streams passed in")
    @ParameterizedTest
    @MethodSource("variants")
    void l01_equalStreamsGiveEqualData(PluginChoice<DatasetSource> variant) {
        DatasetSource source = create(variant);
        Reading once = Reading.of(load(source));
        assertThat(Reading.of(load(source))).as("L1: loaded again").isEqualTo(once);
        assertThat(Reading.of(load(variant)))
                .as("L1: loaded by another instance")
                .isEqualTo(once);
    }

    @FailureHint("values or labels are generated or modified each time they are requested")
    @ParameterizedTest
    @MethodSource("variants")
    void l02_examplesAreTheSameOnEveryRead(PluginChoice<DatasetSource> variant) {
        readsTheSame(load(variant));
    }

    private static void readsTheSame(Dataset dataset) {
        Reading once = Reading.of(dataset);
        assertThat(Reading.of(dataset)).as("L2: examples read again").isEqualTo(once);
    }

    @FailureHint("a label is not an index into classNames, or a name is missing")
    @ParameterizedTest
    @MethodSource("variants")
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

    @FailureHint("copyTo writes more or fewer values than the input shape has, at another offset, or values that are "
            + "not finite")
    @ParameterizedTest
    @MethodSource("variants")
    void l04_valuesFillTheInputShape(PluginChoice<DatasetSource> variant) {
        Dataset dataset = load(variant);
        int size = dataset.input().size();
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
            }
        }
    }

    @FailureHint("files do not determine where the examples come from; partitions and records of runs refer to "
            + "examples by file and index")
    @ParameterizedTest
    @MethodSource("variants")
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

    @FailureHint("readers share a buffer or a stream; create it inside copyTo")
    @ParameterizedTest
    @MethodSource("variants")
    void l06_concurrentReadsAreSafe(PluginChoice<DatasetSource> variant) throws InterruptedException {
        Rule.assumeKept("L2", "L6", () -> readsTheSame(load(variant)));
        Dataset dataset = load(variant);
        Reading alone = Reading.of(dataset);
        ConcurrentLinkedQueue<Object> together = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> together.add(attempt(() -> Reading.of(dataset)))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(together).as("L6: what four threads read at once").hasSize(4).allMatch(alone::equals);
    }

    private static Object attempt(Supplier<Object> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            return e;
        }
    }

    @FailureHint("report a missing folder by an ExeuntException with code DatasetSource.ABSENT")
    @ParameterizedTest
    @MethodSource("missing")
    void l07_missingFilesAreReported(Optional<PluginChoice<DatasetSource>> variant) {
        assumeFalse(variant.isEmpty(), "is said to need no files");
        thrownBy(() -> load(variant.get()), "L7: loading what is not there")
                .satisfies(failure -> assertThat(failure.code())
                        .as("L7: code of an absent data set")
                        .isEqualTo(DatasetSource.ABSENT));
    }

    /** As options, so that there is one to look at even where there are none. */
    final List<Optional<PluginChoice<DatasetSource>>> missing() {
        List<Optional<PluginChoice<DatasetSource>>> all =
                new ArrayList<>(withoutFiles().stream().map(Optional::of).toList());
        return all.isEmpty() ? List.of(Optional.empty()) : all;
    }

    @FailureHint("a single input is not scaled to as many values as an example, or a file of another form is accepted, "
            + "or refused without its name")
    @ParameterizedTest
    @MethodSource("variants")
    void l08_singleInputsAreReadAsExamplesAre(PluginChoice<DatasetSource> variant, @TempDir Path folder)
            throws IOException {
        DatasetSource source = create(variant);
        Optional<InputReader> reader = source.inputReader();
        assumeFalse(reader.isEmpty(), "reads no single inputs");
        assertThat(reader.get().form()).as("L8: what kind of file it reads").isNotBlank();
        Path missing = folder.resolve("not-there");
        thrownBy(() -> reader.get().read(missing), "L8: reading a file that is not there")
                .hasMessageContaining("not-there");
        Path foreign = Files.write(folder.resolve("foreign.bin"), new byte[] {(byte) 0xff, 0, (byte) 0xfe, 1});
        thrownBy(() -> reader.get().read(foreign), "L8: reading four foreign bytes")
                .hasMessageContaining("foreign.bin");
        if (singleInput().isPresent()) {
            float[] values = reader.get().read(singleInput().get());
            assertThat(values)
                    .as("L8: values of a single input")
                    .hasSize(load(source).input().size());
            assertThat(IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i])))
                    .as("L8: all values of a single input are finite")
                    .isTrue();
            assertThat(reader.get().read(singleInput().get()))
                    .as("L8: read again")
                    .isEqualTo(values);
        }
    }

    @FailureHint("inputScaling has another number of channels than the length of the first axis of the input shape, or "
            + "no unit")
    @ParameterizedTest
    @MethodSource("variants")
    void l10_scalingHasTheChannelsOfTheInputs(PluginChoice<DatasetSource> variant) {
        DatasetSource source = create(variant);
        Optional<InputScaling> scaling = source.inputScaling();
        assumeFalse(scaling.isEmpty(), "does not describe how it scales inputs");
        assertThat(scaling.get().unit()).as("L10: unit of raw values").isNotBlank();
        assumeFalse(scaling.get().channels().isEmpty(), "uses values as they are");
        assertThat(scaling.get().channels())
                .as("L10: channels of raw values")
                .hasSize(load(source).input().lengths().get(0));
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
        int step = Math.max(1, examples.size() / MOST_EXAMPLES);
        return IntStream.range(0, examples.size())
                .filter(index -> index % step == 0)
                .toArray();
    }

    /** What a data set tells, values read once in order; values are kept as a number that depends on each of them. */
    private record Reading(
            String name,
            Object input,
            List<String> classNames,
            List<Dataset.File> files,
            int train,
            List<Integer> labels,
            List<Integer> values,
            List<Integer> owners) {
        static Reading of(Dataset dataset) {
            List<Integer> labels = new ArrayList<>();
            List<Integer> values = new ArrayList<>();
            for (int index : spread(dataset.all())) {
                float[] target = new float[dataset.input().size()];
                dataset.all().copyTo(index, target, 0);
                labels.add(dataset.all().label(index));
                values.add(Arrays.hashCode(target));
            }
            int[] owners = dataset.owners().map(all -> all.ofExamples()).orElse(new int[0]);
            return new Reading(
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
