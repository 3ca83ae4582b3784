package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.testsupport.Blobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is refused before its first round, with the name of the data set, if an example is wrong. */
class WrongDataTest {
    /** Number of training examples of the runs; as many are test examples. */
    private static final int TRAIN = 100;

    private final RunBuilder run = new RunBuilder();
    private final AtomicInteger rounds = new AtomicInteger();

    /** Each client has ten training and ten test examples. */
    WrongDataTest() {
        run.partitioner = (dataset, random) -> {
            dataset.all().classCounts(dataset.classes()); // as partitioners by class do
            return Partition.of(IntStream.range(0, run.clients)
                    .mapToObj(client -> Partition.ClientShare.of(
                            Blobs.range(10 * client, 10), Blobs.range(TRAIN + 10 * client, 10)))
                    .toList());
        };
        var sampler = run.sampler;
        run.sampler = request -> {
            rounds.incrementAndGet();
            return sampler.sample(request);
        };
    }

    private static float[][] values() {
        return IntStream.range(0, 2 * TRAIN)
                .mapToObj(i -> new float[] {i % 3, i % 5, i % 7, 1})
                .toArray(float[][]::new);
    }

    private static int[] labels() {
        return IntStream.range(0, 2 * TRAIN).map(i -> i % 3).toArray();
    }

    private static Dataset dataset(float[][] values, int[] labels, InputShape shape, List<String> classes) {
        Examples all = Examples.of(
                labels,
                (index, target, offset) -> System.arraycopy(values[index], 0, target, offset, values[index].length));
        return Dataset.of(
                "toy",
                shape,
                classes,
                all.select(Blobs.range(0, TRAIN)),
                all.select(Blobs.range(TRAIN, TRAIN)),
                List.of(new Dataset.File("blobs", 2 * TRAIN, "0".repeat(64))));
    }

    private static Dataset dataset(float[][] values, int[] labels) {
        return dataset(values, labels, InputShape.vector(4), List.of("a", "b", "c"));
    }

    private RunResult execute(Dataset dataset) {
        run.dataset = streams -> dataset;
        return run.execute();
    }

    private void assertRefused(Dataset dataset, String... parts) {
        run.dataset = streams -> dataset;
        run.assertFails("DATA-43", parts).hasMessageContaining("Data set 'blobs' (org.exeunt.testsupport.FixedPlugin)");
        assertThat(rounds).as("rounds that started").hasValue(0);
    }

    @Test
    void rightDataAreUsed() {
        assertThat(execute(dataset(values(), labels())).rounds()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"13, 3, training example 13", "13, -1, training example 13", "147, 3, test example 47"})
    void labelsAreClasses(int index, int label, String example) {
        int[] labels = labels();
        labels[index] = label;
        assertRefused(
                dataset(values(), labels), example + " has label " + label, "expected 0 to 2, the index of one of 3");
    }

    @ParameterizedTest
    @CsvSource({
        "13, NaN, training example 13 (class 'b')",
        "13, Infinity, training example 13 (class 'b')",
        "147, NaN, test example 47 (class 'a')",
        "199, -Infinity, test example 99 (class 'b')"
    })
    void valuesAreFinite(int index, float value, String example) {
        float[][] values = values();
        values[index][1] = value;
        assertRefused(dataset(values, labels()), example, value + " as value 2", "expected 4 finite numbers");
    }

    @ParameterizedTest
    @CsvSource({"0, NaN as value 1", "3, NaN as value 4", "5, more than 4 values", "12, more than 4 values"})
    void examplesHaveAsManyValuesAsAnInput(int count, String found) {
        float[][] values = values();
        values[13] = Arrays.copyOf(new float[] {1, 2, 3}, count);
        assertRefused(dataset(values, labels()), "training example 13 (class 'b') has " + found, "expected 4 finite");
    }

    @ParameterizedTest
    @ValueSource(floats = {7, -1, 0.5f, Float.NaN})
    void valuesAreTokensOfTheirVocabulary(float value) {
        float[][] values = values();
        values[147][2] = value;
        InputShape tokens = new InputShape(List.of(4), OptionalInt.of(7));
        assertRefused(
                dataset(values, labels(), tokens, List.of("a", "b", "c")),
                "test example 47 (class 'a')",
                value + " as value 3",
                "expected 4 token ids, integers from 0 to 6");
    }

    /** An example that changes after it was loaded, as one that is read from a file each time may. */
    @Test
    void examplesAreCheckedOnEachRead() {
        AtomicInteger reads = new AtomicInteger();
        Dataset plain = dataset(values(), labels());
        Examples changing = Examples.of(labels(), (index, target, offset) -> {
            plain.train().copyTo(index, target, offset);
            if (index == 13 && reads.incrementAndGet() > 1) {
                target[offset + 3] = Float.NaN;
            }
        });
        Examples train = changing.select(Blobs.range(0, TRAIN));
        run.dataset =
                streams -> Dataset.of("toy", plain.input(), plain.classNames(), train, plain.test(), plain.files());
        run.assertFails("DATA-43", "Data set 'blobs'", "training example 13 (class 'b') has NaN as value 4");
    }

    @Test
    void warnsOfClassesThatDifferInSpellingAlone() {
        assertThat(execute(dataset(values(), labels(), InputShape.vector(4), List.of("True", "true ", "b")))
                        .summary()
                        .warnings())
                .singleElement()
                .asString()
                .contains("classes of toy differ only in spelling: [True, true ]");
    }
}
