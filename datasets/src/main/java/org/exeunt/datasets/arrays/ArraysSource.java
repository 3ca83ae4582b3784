package org.exeunt.datasets.arrays;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.userdata.Memory;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.Words;

/**
 * Reads {@code x.npy} with one example per index of its first axis, {@code y.npy} with its class and {@code owner.npy}
 * with its owner; test examples are in files that end in {@code _test.npy}. Examples have one axis (features), two
 * ({@code [channels, time]}) or three ({@code [channels, height, width]}), and keep the type of the file in memory.
 * Bytes with two axes of at least 8 values are grey pictures, {@code [1, height, width]}.
 */
public record ArraysSource(Path folder, Options options, Consumer<String> warnings) implements DatasetSource {
    /**
     * Options of {@link Format}.
     *
     * @param dir folder of the data set
     * @param channelsLast whether the last axis of an example has the channels
     * @param standardise whether values are standardised
     */
    public record Options(
            @Option("Folder with x.npy and y.npy, optionally owner.npy, x_test.npy, y_test.npy and owner_test.npy")
                    Path dir,
            @Option(
                            value = "Whether the channels of images or series are the last axis of x, not the second",
                            defaultValue = "false")
                    boolean channelsLast,
            @Option(
                            value = "Whether values are standardised by mean and standard deviation of the training "
                                    + "examples, per channel or feature; false for token indices",
                            defaultValue = "true")
                    boolean standardise) {}

    /** Plugin of a user's own NumPy arrays. */
    public static final class Format extends Plugin<DatasetSource, Options> implements FormatDetector {
        /** Creates the plugin. */
        public Format() {
            super(
                    DatasetSource.class,
                    "arrays",
                    "Your own NumPy arrays (.npy): vectors, series of several channels, or images",
                    Options.class,
                    (options, context) -> new ArraysSource(context.resolve(options.dir()), options, context::warn));
        }

        @Override
        public Optional<Found> detect(Path path, Map<String, String> chosen) {
            Path x = path.toString().endsWith(".npy") ? path.resolveSibling("x.npy") : path.resolve("x.npy");
            try (InputStream in = RegularFile.open(x)) {
                boolean last = NpyHeader.read(in).seemsChannelsLast();
                Map<String, Object> options = Map.of("dir", x.resolveSibling("").toString(), "channels-last", last);
                return Optional.of(new Found(options));
            } catch (IOException absent) {
                return Optional.empty();
            }
        }
    }

    private static final String ADVICE = "Correct what is named. See docs/own-data.md.";
    /** Bytes of an example in addition to its elements: arrays, label, owner. */
    private static final long OVERHEAD = 200;

    /** All arrays, and the conversion of examples to values. */
    private record Loaded(OwnExamples<ByteBuffer> examples, InputShape input, RowForm form, List<Dataset.File> files) {}

    @Override
    public Dataset load(RandomStreams streams) {
        Loaded loaded = read();
        return loaded.examples()
                .dataset(
                        folder,
                        loaded.input(),
                        (labels, rows) -> Examples.of(
                                labels, (index, target, offset) -> loaded.form().copy(rows.get(index), target, offset)),
                        loaded.files(),
                        warnings);
    }

    @Override
    public Optional<InputReader> inputReader() {
        Loaded loaded = read();
        return Optional.of(new ArrayInput(loaded.input(), loaded.form()));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        if (!options.standardise()) {
            return Optional.of(InputScaling.none("values of the array"));
        }
        RowForm form = read().form();
        return Optional.of(new InputScaling(
                "values of the array",
                IntStream.range(0, form.means().length)
                        .mapToObj(channel -> new InputScaling.Channel(
                                (form.positions() == 1 ? "feature " : "channel ") + channel,
                                form.means()[channel],
                                form.deviations()[channel]))
                        .toList()));
    }

    @Override
    public boolean inputsDependOnContent() {
        return options.standardise();
    }

    private Loaded read() {
        DataFolder.require(folder, folder.toString(), "x.npy and y.npy. Correct dataset.dir");
        Problems problems = new Problems(folder);
        List<Dataset.File> files = new ArrayList<>();
        List<OwnExample<ByteBuffer>> examples = new ArrayList<>();
        NpyHeader train = part("", Optional.empty(), examples, files, problems);
        if (has("x_test") || has("y_test") || has("owner_test")) {
            part("_test", Optional.of(train), examples, files, problems);
        }
        OwnExamples<ByteBuffer> sorted = OwnExamples.of(examples, problems);
        problems.throwIfAny(ADVICE);
        if (train.seemsChannelsLast() && !options.channelsLast()) {
            warnings.accept(
                    "x.npy has the shape %s: if its last axis has the channels, set dataset.channels-last = true"
                            .formatted(train.tuple()));
        }
        InputShape input = input(train);
        RowForm form = form(train, input, sorted.trainContents());
        return new Loaded(sorted, input, form, files);
    }

    private boolean has(String name) {
        return Files.exists(folder.resolve(name + ".npy"));
    }

    /** Reads the training examples or, with the suffix of their files, the test examples. */
    private NpyHeader part(
            String suffix,
            Optional<NpyHeader> train,
            List<OwnExample<ByteBuffer>> examples,
            List<Dataset.File> files,
            Problems problems) {
        String name = "x" + suffix + ".npy";
        NpyArray x = array(name, true, files);
        NpyHeader header = x.header();
        requireValues(name, header, train, problems);
        problems.throwIfAny(ADVICE);
        List<String> labels = words("y" + suffix + ".npy", header.rows(), files, problems);
        boolean owned = has("owner") || has("owner_test");
        List<String> owners = owned ? words("owner" + suffix + ".npy", header.rows(), files, problems) : List.of();
        problems.throwIfAny(ADVICE);
        for (int i = 0; i < header.rows(); i++) {
            String place = "%s[%d]".formatted(name, i);
            requireFinite(place, header, x.row(i), problems);
            Optional<String> owner = owned ? Optional.of(owners.get(i)) : Optional.empty();
            examples.add(new OwnExample<>(x.row(i), labels.get(i), owner, !suffix.isEmpty(), place));
        }
        return header;
    }

    private static void requireValues(String name, NpyHeader x, Optional<NpyHeader> train, Problems problems) {
        if (x.type().isText()) {
            problems.add(name + " contains words; expected numbers");
        }
        if (x.shape().size() < 2 || x.shape().size() > 4) {
            problems.add(
                    ("%s has the shape %s; expected (examples, features), (examples, channels, time) or (examples, "
                                    + "channels, height, width)")
                            .formatted(name, x.tuple()));
        } else if (x.shape().contains(0)) {
            problems.add("%s has the shape %s; expected examples and values".formatted(name, x.tuple()));
        }
        train.filter(first ->
                        !first.rowShape().equals(x.rowShape()) || !first.type().equals(x.type()))
                .ifPresent(first ->
                        problems.add("%s has the shape %s and type %s; expected examples like those of x.npy, %s and %s"
                                .formatted(name, x.tuple(), x.type(), first.tuple(), first.type())));
    }

    private static void requireFinite(String place, NpyHeader header, ByteBuffer row, Problems problems) {
        int count = header.rowShape().stream().reduce(1, Math::multiplyExact);
        IntStream.range(0, header.type().kind() == 'f' ? count : 0)
                .mapToDouble(i -> header.type().number(row, i))
                .filter(value -> !(Math.abs(value) <= Float.MAX_VALUE))
                .findFirst()
                .ifPresent(value ->
                        problems.add("%s contains %s; expected finite numbers of 32 bits".formatted(place, value)));
    }

    /** Returns the words of an array with one element per example. */
    private List<String> words(String name, int examples, List<Dataset.File> files, Problems problems) {
        NpyArray array = array(name, false, files);
        if (array.header().shape().size() != 1 || array.header().rows() != examples) {
            problems.add("%s has the shape %s; expected (%d), one element per example"
                    .formatted(name, array.header().tuple(), examples));
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            String place = "%s[%d]".formatted(name, i);
            Optional<String> word = array.header().type().word(array.row(i));
            if (word.isEmpty()) {
                problems.add(place + " is no integer and no word");
            }
            words.add(Words.required(word.orElse("0"), place, "value", problems));
        }
        return words;
    }

    private NpyArray array(String name, boolean examples, List<Dataset.File> files) {
        Path path = folder.resolve(name);
        MessageDigest digest = Sha256.digest();
        try {
            RegularFile.require(path);
            long length = Files.size(path);
            try (InputStream in =
                    new DigestInputStream(new BufferedInputStream(RegularFile.open(path), 1 << 16), digest)) {
                NpyHeader header = NpyHeader.read(in);
                if (header.shape().isEmpty()) {
                    throw new IOException("is a single number; expected an array with one element per example");
                }
                int rowBytes = header.rowBytes(length);
                Memory.require(path, length + OVERHEAD * header.rows(), "Use fewer or smaller examples");
                NpyArray array = NpyArray.read(header, rowBytes, in);
                files.add(new Dataset.File(name, examples ? header.rows() : 0, Sha256.of(digest)));
                return array;
            }
        } catch (IOException failure) {
            throw new ExeuntException(
                    Errors.DATA_38,
                    "%s cannot be used: it %s. See docs/own-data.md."
                            .formatted(path, IoMessages.reason(failure).replaceFirst("^it ", "")),
                    failure);
        }
    }

    private InputShape input(NpyHeader header) {
        List<Integer> lengths = new ArrayList<>(header.rowShape());
        if (options.channelsLast()) {
            lengths.add(0, lengths.remove(lengths.size() - 1));
        } else if (header.isGrey()) {
            lengths.add(0, 1);
        }
        return InputShape.of(lengths);
    }

    /** Mean and deviation of each channel in two passes; a constant channel is only centred. */
    private RowForm form(NpyHeader header, InputShape input, List<ByteBuffer> rows) {
        int channels = input.lengths().get(0);
        int positions = input.size() / channels;
        double[] zeros = new double[channels];
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        RowForm raw = new RowForm(header.type(), options.channelsLast(), positions, zeros, ones);
        if (!options.standardise()) {
            return raw;
        }
        double[] means = new double[channels];
        double[] squares = new double[channels];
        double[] least = new double[channels];
        double[] most = new double[channels];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        double count = (double) rows.size() * positions;
        forEach(rows, raw, (channel, value) -> {
            means[channel] += value / count;
            least[channel] = Math.min(least[channel], value);
            most[channel] = Math.max(most[channel], value);
        });
        forEach(rows, raw, (channel, value) -> squares[channel] += (value - means[channel]) * (value - means[channel]));
        double[] deviations = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            double deviation = Math.sqrt(squares[channel] / count);
            boolean constant = least[channel] == most[channel] || !(deviation > 0);
            means[channel] = constant ? least[channel] : means[channel];
            deviations[channel] = constant ? 1 : deviation;
        }
        return new RowForm(header.type(), options.channelsLast(), positions, means, deviations);
    }

    /** Receives a value of a channel. */
    @FunctionalInterface
    private interface Values {
        void accept(int channel, double value);
    }

    private static void forEach(List<ByteBuffer> rows, RowForm form, Values values) {
        int channels = form.means().length;
        for (ByteBuffer row : rows) {
            for (int i = 0; i < channels * form.positions(); i++) {
                values.accept(
                        form.channelsLast() ? i % channels : i / form.positions(),
                        form.type().number(row, i));
            }
        }
    }
}
