package org.exeunt.datasets.mnist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageSet;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.PixelScaling;

/** Reads MNIST from its four files. */
public final class MnistSource extends ImageSet {
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
                    (options, context) -> new MnistSource(context.resolve(options.dir()), options, context::warn));
        }
    }

    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final Form FORM = new Form(
            "MNIST",
            "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, "
                    + "each plain or with .gz",
            1,
            SIDE,
            70_000,
            new double[] {0.1307},
            new double[] {0.3081});

    MnistSource(Path dir, ImageSetOptions options, Consumer<String> warnings) {
        super(FORM, dir, options.scaling(), warnings);
    }

    @Override
    protected Content read(DataFolder folder, PixelScaling scaling) {
        List<Dataset.File> files = new ArrayList<>();
        Examples train = examples(folder, "train", scaling, files);
        Examples test = examples(folder, "t10k", scaling, files);
        return new Content(IntStream.range(0, 10).mapToObj(String::valueOf).toList(), train, test, files);
    }

    private static Examples examples(DataFolder folder, String part, PixelScaling scaling, List<Dataset.File> files) {
        IdxFile images = IdxFile.read(folder, part + "-images-idx3-ubyte", SIDE, SIDE);
        IdxFile labels = IdxFile.read(folder, part + "-labels-idx1-ubyte");
        if (images.count() != labels.count()) {
            throw labels.file()
                    .invalid(labels.count() + " labels", "one for each of %d images".formatted(images.count()));
        }
        files.add(images.file().describe(images.count()));
        files.add(labels.file().describe(0));
        return Examples.of(
                IntStream.range(0, labels.count())
                        .map(i -> labels.values()[i] & 0xFF)
                        .toArray(),
                (index, target, offset) -> scaling.scale(images.values(), index * PIXELS, PIXELS, target, offset));
    }
}
