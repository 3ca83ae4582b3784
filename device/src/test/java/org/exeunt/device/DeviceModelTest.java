package org.exeunt.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, files and personalisation of a small network with two exits. */
class DeviceModelTest {
    private static final int CLASSES = 3;
    private static final int TIME = 20;
    private static final int CHANNELS = 2;

    private final Random random = new Random(1);

    private float[] values(int count) {
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) random.nextGaussian() / 2);
        return values;
    }

    /** The numbers and arrays of a model under construction. */
    private static final class Content {
        private final List<Integer> numbers = new ArrayList<>();
        private final List<float[]> arrays = new ArrayList<>();

        Content add(int... more) {
            Arrays.stream(more).forEach(numbers::add);
            return this;
        }

        Content add(float[]... more) {
            arrays.addAll(List.of(more));
            return this;
        }

        ModelFile file(String text) {
            return new ModelFile(text, numbers.stream().mapToInt(n -> n).toArray(), arrays.toArray(float[][]::new));
        }
    }

    /** Adds a step: numbers of a convolution, the values of its two windows, and random weights. */
    private void addConvolution(Content content, int[] numbers, int out, int... windows) {
        content.add(1).add(numbers).add(windows).add(values(out));
        for (int row = 0; row < windows[0] * windows[4] * numbers[1]; row++) {
            content.add(values(out));
        }
    }

    private void addExit(Content content, int stage, int channels, int out, int kernel, int before, int pool) {
        int image = stage * 3 - 2;
        content.add(image + 1, image + 2, 0, stage * 100, 3);
        int[] numbers = {stage == 1 ? 0 : image - 3, channels, image, 0, -1, 1};
        addConvolution(content, numbers, out, 1, 1, 0, 1, kernel, 1, before, pool);
        content.add(0, image, out, image + 1, 1, 1);
        addConvolution(content, new int[] {image + 1, out, image + 2, 0, -1, 0}, CLASSES, 1, 1, 0, 1, 1, 1, 0, 1);
    }

    /** Returns the file of a network of two convolutions along time, the first one with pooling. */
    private ModelFile file() {
        Content content = new Content().add(1, 7, 1, TIME, CHANNELS, 1, 8, 5, 1, 1, 5, 1, 1, CLASSES);
        content.add(1, 8, 6, 1, 1, 6, 1, 1, CLASSES, 2).add(new float[] {1, 2}, new float[] {0.5f, 4});
        addExit(content, 1, CHANNELS, 5, 5, 0, 2);
        addExit(content, 2, 5, 6, 3, 1, 1);
        content.add(1, 1, 1, 0).add(new float[0], new float[0], new float[0], new float[] {0.5f});
        return content.file("a test\0sit\0walk\0läuft");
    }

    private DeviceModel model(ExitRule rule) {
        try {
            return DeviceModel.open(bytes(file())).with(rule);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ModelFile content) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        content.write(file);
        return file.toByteArray();
    }

    private static ExitRule confidence(double threshold) {
        return ExitRule.confidence((float) threshold);
    }

    private float[] input() {
        return values(CHANNELS * TIME);
    }

    private static byte[] bytes(DeviceModel model) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        model.write(file);
        return file.toByteArray();
    }

    /** Compares a convolution with plain loops in double precision. */
    @ParameterizedTest
    @CsvSource({
        // height, width, channels, in, out, kernel, stride, before, pool, output height, output width
        "7, 9, 3, 3, 10, 3, 1, 0, 2, 2, 3",
        "8, 8, 4, 4, 9, 3, 1, 1, 1, 8, 8",
        "8, 8, 6, 5, 300, 3, 2, 1, 1, 4, 4",
        "7, 7, 2, 2, 3, 1, 2, 0, 1, 4, 4",
        "5, 5, 7, 3, 4, 2, 1, 0, 1, 4, 4",
        "1, 1, 37, 37, 11, 1, 1, 0, 1, 1, 1"
    })
    void convolutionIsThatOfPlainLoops(
            int height,
            int width,
            int channels,
            int in,
            int out,
            int kernel,
            int stride,
            int before,
            int pool,
            int outputHeight,
            int outputWidth) {
        boolean adds = pool == 1 && kernel == 3;
        int at = adds ? 0 : 2;
        int size = height * width * channels;
        Content content = new Content().add(0, 3, height, width, channels, outputHeight, outputWidth, out + at);
        content.add(outputHeight, outputWidth, out + at, 1, 0, 0, 0, 0, 1).add(new float[0], new float[0]);
        int[] window = {kernel, stride, before, pool, kernel, stride, before, pool};
        addConvolution(content, new int[] {0, in, 1, at, adds ? 2 : -1, 1}, out, window);
        float[] bias = content.arrays.get(2);
        List<float[]> weights = content.arrays.subList(3, content.arrays.size());
        Network network = new Network(content.file(""), size);
        Workspace work = new Workspace(network);
        float[] image = values(height * width * channels);
        network.start(image, work);
        Arrays.fill(work.images[2], 0.25f);
        network.run(0, work);
        for (int y = 0; y < outputHeight; y++) {
            for (int x = 0; x < outputWidth; x++) {
                for (int o = 0; o < out; o++) {
                    double expected = Double.NEGATIVE_INFINITY;
                    for (int p = 0; p < pool * pool; p++) {
                        double sum = bias[o] + (adds ? 0.25 : 0);
                        for (int row = 0; row < weights.size(); row++) {
                            int i = (y * pool + p / pool) * stride + row / in / kernel - before;
                            int j = (x * pool + p % pool) * stride + row / in % kernel - before;
                            boolean inside = i >= 0 && i < height && j >= 0 && j < width;
                            sum += inside ? weights.get(row)[o] * image[(i * width + j) * channels + row % in] : 0;
                        }
                        expected = Math.max(expected, sum);
                    }
                    assertThat((double) work.images[1][(y * outputWidth + x) * (out + at) + at + o])
                            .isCloseTo(Math.max(0, expected), within(1e-5));
                }
            }
        }
    }

    @Test
    void gridAverageIsThatOfItsCells() {
        int[] numbers = {0, 2, 1, 3, 2, 1, 1, 2, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 2};
        Network network = new Network(new ModelFile("", numbers, new float[2][0]), 2);
        Workspace work = new Workspace(network);
        network.start(new float[] {1, 0, 3, 0, 7, 0}, work);
        network.run(0, work);
        assertThat(work.images[1]).as("cells overlap at the middle").containsExactly(2, 5);
    }

    @Test
    void inputsAreScaledAndTransposed() {
        DeviceModel model = model(confidence(0));
        float[] raw = new float[CHANNELS * TIME];
        Arrays.fill(raw, 0, TIME, 2); // (2 - 1) / 0.5
        Arrays.fill(raw, TIME, 2 * TIME, 2); // (2 - 2) / 4
        model.predict(raw);
        assertThat(model.spare.get().images[0]).startsWith(2, 0, 2, 0);
    }

    @Test
    void laterStagesAreNotComputed() {
        DeviceModel model = model(confidence(0));
        Answer early = model.predict(input());
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.macs()).isEqualTo(100);
        assertThat(model.spare.get().images[4]).as("the second stage").containsOnly(0);
        DeviceModel late = model.with(confidence(1.1));
        assertThat(late.predict(input()).macs()).isEqualTo(200);
        assertThat(late.spare.get().images[4]).isNotEqualTo(new float[6 * 8]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rulesCompareTheLargestProbability(boolean ensemble) {
        float[] input = input();
        DeviceModel model = model(confidence(0));
        double[] first = model.predict(input).probabilities();
        float value = (float) Arrays.stream(first).max().getAsDouble();
        for (float threshold : new float[] {value - 1e-6f, value + 1e-6f}) {
            ExitRule rule = ensemble ? ExitRule.ensemble(threshold) : ExitRule.confidence(threshold);
            assertThat(model.with(rule).predict(input).exit()).isEqualTo(threshold < value ? 1 : 2);
        }
        double[] last = model.with(confidence(2)).predict(input).probabilities();
        double[] mean = new double[CLASSES];
        Arrays.setAll(mean, c -> Math.sqrt(first[c] * last[c]));
        double sum = Arrays.stream(mean).sum();
        assertThat(model.with(ExitRule.ensemble(2)).predict(input).probabilities())
                .containsExactly(Arrays.stream(mean).map(m -> m / sum).toArray(), within(1e-12));
    }

    @Test
    void thresholdsAreThoseOfExits() {
        assertThat(model(ExitRule.confidence(2, 0)).predict(input()).exit()).isEqualTo(2);
        assertThatThrownBy(() -> model(ExitRule.ensemble(0, Float.NaN))).hasMessageContaining("found the value NaN");
        assertThatThrownBy(() -> model(ExitRule.confidence())).hasMessageContaining("found 0 values");
    }

    @Test
    void writtenModelAnswersAsBefore(@TempDir Path folder) throws IOException {
        DeviceModel model = model(ExitRule.ensemble(0.5f))
                .personalise(new float[][] {input(), input(), input()}, new int[] {0, 1, 0});
        byte[] content = bytes(model);
        Path file = Files.write(folder.resolve("model.exeunt"), content);
        float[] input = input();
        for (DeviceModel read : List.of(
                DeviceModel.open(file),
                DeviceModel.open(new ByteArrayInputStream(content)),
                DeviceModel.open(content))) {
            assertThat(read.predict(input).probabilities())
                    .isEqualTo(model.predict(input).probabilities());
            assertThat(read.classNames()).containsExactly("sit", "walk", "läuft");
            assertThat(read.origin()).isEqualTo("a test");
            assertThat(read.exits()).isEqualTo(2);
            assertThat(read.inputSize()).isEqualTo(CHANNELS * TIME);
            assertThat(bytes(read)).isEqualTo(content);
        }
    }

    @Test
    void truncatedAndAlteredFilesAreRefused() throws IOException {
        byte[] content = bytes(model(confidence(0.5)));
        for (int length = 0; length < content.length; length++) {
            byte[] part = Arrays.copyOf(content, length);
            assertRefused(part);
        }
        for (int i = 0; i < content.length; i++) {
            byte[] altered = content.clone();
            altered[i] ^= 4;
            assertRefused(altered);
        }
        assertRefused(Arrays.copyOf(content, content.length + 1));
        content[7]++;
        assertThatThrownBy(() -> DeviceModel.open(content)).hasMessageContaining("its version is 2");
    }

    private static void assertRefused(byte[] content) {
        assertThatThrownBy(() -> DeviceModel.open(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("This model cannot be used: ")
                .hasMessageEndingWith(". Copy or export it again.");
    }

    /** Files with any four bytes replaced and a valid checksum are refused or answer; nothing else happens. */
    @Test
    void hostileFilesAreRefusedBeforeMemoryIsAllocated() throws IOException {
        DeviceModel model = model(confidence(0.5)).personalise(new float[][] {input(), input()}, new int[] {0, 1});
        byte[] content = bytes(model);
        float[] input = input();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int at = ModelFile.HEADER; at + 4 <= content.length; at++) {
            for (int value : new int[] {Integer.MAX_VALUE, -1, 0, 0x00100000, 0x7fc00000}) {
                byte[] hostile = content.clone();
                ByteBuffer.wrap(hostile).putInt(at, value).putInt(8, ModelFile.checksum(hostile, 12));
                long before = threads.getCurrentThreadAllocatedBytes();
                try {
                    DeviceModel opened = DeviceModel.open(hostile);
                    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                            .isLessThan(100_000);
                    if (opened.inputSize() == input.length) {
                        opened.predict(input);
                    }
                } catch (IllegalArgumentException e) {
                    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                            .isLessThan(100_000);
                    assertThat(e).hasMessageStartingWith("This model cannot be used: ");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void invalidInputsAreRefused() {
        DeviceModel model = model(confidence(0.5));
        assertThatThrownBy(() -> model.predict(new float[7])).hasMessage("The input has 7 values; expected 40.");
        float[] input = input();
        input[3] = Float.NaN;
        assertThatThrownBy(() -> model.predict(input)).hasMessageContaining("Value 3 of the input is NaN");
        float[][] one = {input()};
        assertThatThrownBy(() -> model.personalise(one, new int[] {3})).hasMessageContaining("from 0 to 2");
        assertThatThrownBy(() -> model.personalise(one, new int[] {1, 1})).hasMessageContaining("Found 1 examples");
        assertThatThrownBy(() -> model.evaluate(new float[0][], new int[0])).hasMessageContaining("one or more");
    }

    @Test
    void callsAfterTheFirstAllocateOnlyTheirAnswer() {
        DeviceModel model = model(ExitRule.ensemble(1));
        float[] input = input();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        model.predict(input);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            model.predict(input);
        }
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 100).isLessThanOrEqualTo(100);
    }

    @Test
    void threadsShareAModel() {
        DeviceModel model = model(confidence(0.5));
        List<float[]> inputs = IntStream.range(0, 200).mapToObj(i -> input()).toList();
        List<double[]> expected =
                inputs.stream().map(x -> model.predict(x).probabilities()).toList();
        List<double[]> found = inputs.parallelStream()
                .map(x -> model.predict(x).probabilities())
                .toList();
        assertThat(found.toArray(double[][]::new)).isDeepEqualTo(expected.toArray(double[][]::new));
    }

    @Test
    void personalisedModelHasLearnedItsExamples() {
        DeviceModel model = model(confidence(0.9));
        float[][] examples = new float[30][];
        int[] labels = new int[30];
        for (int i = 0; i < examples.length; i++) {
            labels[i] = 2 - i % 2 * 2;
            examples[i] = input();
            for (int t = 0; t < TIME; t++) {
                examples[i][t] += (2 - labels[i]) * (t % 4);
            }
        }
        Evaluation before = model.evaluate(examples, labels);
        Evaluation after = model.personalise(examples, labels).evaluate(examples, labels);
        assertThat(after.accuracy()).isGreaterThan(0.95).isGreaterThan(before.accuracy());
        assertThat(Arrays.stream(after.exits()).sum()).isEqualTo(30);
        assertThat(after.macs()).isEqualTo((after.exits()[0] * 100 + after.exits()[1] * 200) / 30.0);
        assertThat(model.evaluate(examples, labels).accuracy())
                .as("the model itself is not changed")
                .isEqualTo(before.accuracy());
    }
}
