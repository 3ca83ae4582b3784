package org.exeunt.datasets.mnist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;

/** Reads MNIST from its four files; warns if there are fewer images than in the official set. */
public final class MnistSource implements DatasetSource {
    /**
     * Plugin of MNIST (LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition",
     * 1998).
     */
    public static final class Provider extends Plugin<DatasetSource, ImageSetOptions> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "mnist",
                    "MNIST: 70,000 handwritten digits of 1 x 28 x 28 pixels, from its idx files, plain or compressed",
                    (options, context) ->
                            new MnistSource(context.resolve(options.dir()), options.scaling(), context::warn));
        }
    }

    private static final String TITLE = "MNIST";
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final int OFFICIAL_RECORDS = 70_000;
    private static final double[] MEANS = {0.1307};
    private static final double[] DEVIATIONS = {0.3081};

    private final Path path;
    private final Scaling scaling;
    private final Consumer<String> warnings;

    MnistSource(Path path, Scaling scaling, Consumer<String> warnings) {
        this.path = path;
        this.scaling = scaling;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        DataFolder folder = DataFolder.open(
                TITLE,
                path,
                "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
                        + "t10k-labels-idx1-ubyte, each plain or with .gz");
        List<Dataset.File> files = new ArrayList<>();
        Examples train = examples(folder, "train", files);
        Examples test = examples(folder, "t10k", files);
        folder.requireDistinct(files);
        folder.warnIfPartial(files, OFFICIAL_RECORDS, warnings);
        return Dataset.of(
                TITLE,
                InputShape.image(1, SIDE, SIDE),
                IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList(),
                train,
                test,
                files);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(1, SIDE, scaling.of(MEANS, DEVIATIONS)));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(scaling.of(MEANS, DEVIATIONS).ofBytes());
    }

    private Examples examples(DataFolder folder, String part, List<Dataset.File> files) {
        IdxFile images = IdxFile.read(folder, part + "-images-idx3-ubyte", SIDE, SIDE);
        IdxFile labels = IdxFile.read(folder, part + "-labels-idx1-ubyte");
        if (images.count() != labels.count()) {
            throw new ExeuntException(
                    DataErrors.CONTRADICTION,
                    "%s has %d images and %s has %d labels; expected equal numbers. Download both files again."
                            .formatted(
                                    images.file().path(),
                                    images.count(),
                                    labels.file().path(),
                                    labels.count()));
        }
        byte[] records = new byte[images.count() * (1 + PIXELS)];
        for (int i = 0; i < images.count(); i++) {
            int label = labels.values()[i] & 0xFF;
            if (label >= CLASSES) {
                throw new ExeuntException(
                        DataErrors.WRONG_LABEL,
                        ("%s (offsets in decompressed bytes): label %d at offset %d; expected 0 to %d. The file is "
                                        + "damaged; download it again.")
                                .formatted(labels.file().path(), label, 8 + i, CLASSES - 1));
            }
            records[i * (1 + PIXELS)] = (byte) label;
            System.arraycopy(images.values(), i * PIXELS, records, i * (1 + PIXELS) + 1, PIXELS);
        }
        files.add(images.file().describe(images.count()));
        files.add(labels.file().describe(0));
        return new ImageRecords(records, 1, PIXELS, scaling.of(MEANS, DEVIATIONS));
    }
}
