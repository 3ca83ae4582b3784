package org.exeunt.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A trained early-exit model. Stages behind the exit at which an input leaves are not computed.
 *
 * <p>Immutable and safe for use by multiple threads. A call needs working memory; that of one call is kept for the next
 * one, so that calls by one thread only allocate their answer.
 */
public final class DeviceModel {
    private final ModelFile file;
    private final String[] texts;
    private final Network network;
    private final Discriminants answers;
    private final ExitRule rule;
    final AtomicReference<Workspace> spare = new AtomicReference<>();

    private DeviceModel(ModelFile file) {
        this.file = file;
        texts = file.text.split("\0", -1);
        ModelFile.require(texts.length > 1, "it has no classes");
        network = new Network(file, texts.length - 1);
        answers = new Discriminants(file, network);
        rule = ExitRule.read(file);
        file.requireEnd();
    }

    /**
     * Opens a model file.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a model file, or was truncated or altered
     */
    public static DeviceModel open(Path file) throws IOException {
        return open(Files.readAllBytes(file));
    }

    /**
     * Opens the model of a stream, which is read to its end and not closed.
     *
     * @throws IOException if the stream cannot be read
     * @throws IllegalArgumentException as {@link #open(Path)}
     */
    public static DeviceModel open(InputStream stream) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        for (int length = stream.read(part); length >= 0; length = stream.read(part)) {
            content.write(part, 0, length);
        }
        return open(content.toByteArray());
    }

    /**
     * Opens the content of a model file.
     *
     * @throws IllegalArgumentException as {@link #open(Path)}
     */
    public static DeviceModel open(byte[] content) {
        return new DeviceModel(ModelFile.of(content));
    }

    /** Writes the model in the format of {@link #open}. */
    public void write(OutputStream target) throws IOException {
        file.write(target);
    }

    /** Returns where the model comes from: run, client and data set. */
    public String origin() {
        return texts[0];
    }

    /** Returns the names of the classes, in the order of probabilities. */
    public List<String> classNames() {
        return Collections.unmodifiableList(Arrays.asList(texts).subList(1, texts.length));
    }

    /** Returns the number of values of an input. */
    public int inputSize() {
        return network.inputSize();
    }

    /** Returns the number of exits. */
    public int exits() {
        return network.macs.length;
    }

    /** Returns this model with another exit rule. */
    public DeviceModel with(ExitRule other) {
        int[] numbers = file.numbers.clone();
        numbers[numbers.length - 1] = other.ensemble ? 1 : 0;
        return new DeviceModel(new ModelFile(file.text, numbers, withLast(new float[][] {other.thresholds}, 0)));
    }

    /** Returns the arrays of this file with others instead of the last ones before the end. */
    private float[][] withLast(float[][] others, int end) {
        float[][] arrays = file.arrays.clone();
        System.arraycopy(others, 0, arrays, arrays.length - end - others.length, others.length);
        return arrays;
    }

    /**
     * Returns the answer to an input.
     *
     * @param input raw values, in the order of the data set: images channel by channel, each row by row; series channel
     *     by channel
     * @throws IllegalArgumentException if the number of values is another, or a value is not finite
     */
    public Answer predict(float[] input) {
        Workspace work = start(input);
        int exit = -1;
        double[] answer;
        do {
            network.run(++exit, work);
            answers.answer(work, exit);
            answer = rule.answer(work, exit);
        } while (exit + 1 < exits() && !rule.leaves(answer, exit));
        Answer result = new Answer(answer.clone(), exit + 1, network.macs[exit]);
        spare.set(work);
        return result;
    }

    private Workspace start(float[] input) {
        Workspace kept = spare.getAndSet(null);
        Workspace work = kept == null ? new Workspace(network) : kept;
        network.start(input, work);
        return work;
    }

    /**
     * Returns a model whose exits answer with discriminants, computed from labelled examples, instead of with their
     * heads. Two examples of each class are enough to start with. Classes without examples are no longer predicted.
     *
     * @param examples inputs as for {@link #predict}
     * @param labels class of each example, 0-based
     * @throws IllegalArgumentException if there is no example, or a label is no class
     */
    public DeviceModel personalise(float[][] examples, int[] labels) {
        requireLabels(examples, labels);
        double[][] rows = new double[examples.length][];
        for (int i = 0; i < rows.length; i++) {
            Workspace work = start(examples[i]);
            for (int exit = 0; exit < exits(); exit++) {
                network.run(exit, work);
                answers.collect(work, exit);
            }
            rows[i] = work.features.clone();
            spare.set(work);
        }
        return new DeviceModel(new ModelFile(file.text, file.numbers, withLast(answers.fitted(rows, labels), 1)));
    }

    private void requireLabels(float[][] examples, int[] labels) {
        boolean valid = examples.length == labels.length && labels.length > 0;
        for (int label : labels) {
            valid &= label >= 0 && label < texts.length - 1;
        }
        if (!valid) {
            throw new IllegalArgumentException(String.format(
                    "Found %d examples with the labels %s; expected a label from 0 to %d for each, and one or more.",
                    examples.length, Arrays.toString(labels), texts.length - 2));
        }
    }

    /**
     * Predicts labelled examples.
     *
     * @param examples inputs as for {@link #predict}
     * @param labels class of each example, 0-based
     * @throws IllegalArgumentException as {@link #personalise}
     */
    public Evaluation evaluate(float[][] examples, int[] labels) {
        requireLabels(examples, labels);
        int[] left = new int[exits()];
        int correct = 0;
        double macs = 0;
        for (int i = 0; i < examples.length; i++) {
            Answer answer = predict(examples[i]);
            left[answer.exit() - 1]++;
            correct += answer.label() == labels[i] ? 1 : 0;
            macs += answer.macs();
        }
        return new Evaluation((double) correct / examples.length, macs / examples.length, left);
    }
}
