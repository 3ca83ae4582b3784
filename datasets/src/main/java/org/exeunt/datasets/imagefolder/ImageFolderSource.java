package org.exeunt.datasets.imagefolder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.image.ImageDecoder;
import org.exeunt.datasets.image.ImageFile;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.PixelScaling;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.userdata.ClassFolders;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.Memory;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;

/**
 * Reads images from a folder per class, as bytes {@code [channels, height, width]} that are scaled when copied. A file
 * entry of the data set is a folder of images; the checksum is that of the checksums of its images, in order.
 */
public record ImageFolderSource(Path path, Options options, Consumer<String> warnings) implements DatasetSource {
    /**
     * Options of {@link Format}.
     *
     * @param dir folder of the data set
     * @param height height of an example
     * @param width width of an example
     * @param colour channels of an example
     * @param layout folders above the images
     * @param scaling scaling of pixels to network inputs
     */
    public record Options(
            @Option("Folder that contains a folder of images for each class") Path dir,
            @Option(
                            value = "Height of the images; others are cropped to these proportions and resized",
                            min = 1,
                            max = 4096,
                            unit = "pixels")
                    int height,
            @Option(
                            value = "Width of the images; others are cropped to these proportions and resized",
                            min = 1,
                            max = 4096,
                            unit = "pixels")
                    int width,
            @Option(value = "Whether images have three channels or one", defaultValue = "rgb") Colour colour,
            @Option(
                            value = "Folders above the images: CLASS, train and test with CLASS, or OWNER/CLASS; auto "
                                    + "detects the first two",
                            defaultValue = "auto")
                    Layout layout,
            @Option(
                            value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the training "
                                    + "images, per channel",
                            defaultValue = "unit")
                    Scaling scaling) {
        /** Channels of an image. */
        public enum Colour {
            /** Red, green and blue. */
            RGB,
            /** One channel; colours are converted. */
            GREY
        }

        int channels() {
            return colour == Colour.RGB ? 3 : 1;
        }
    }

    /** Plugin of a user's own images. */
    public static final class Format extends Plugin<DatasetSource, Options> implements FormatDetector {
        private static final int LARGEST = 64;
        private static final int SIDE = 32;

        /** Creates the plugin. */
        public Format() {
            super(
                    DatasetSource.class,
                    "image-folder",
                    "Your own images (PNG, JPEG, BMP, GIF) in a folder per class, optionally per owner or split",
                    Options.class,
                    (options, context) ->
                            new ImageFolderSource(context.resolve(options.dir()), options, context::warn));
        }

        /** Small images keep the size of the first, others become squares. One in colour makes all colour. */
        @Override
        public Optional<Found> detect(Path path, Map<String, String> chosen) {
            List<Path> files = ClassFolders.files(path, "png|jpe?g|bmp|gif", 3)
                    .filter(file -> !file.equals(path))
                    .toList();
            boolean grey = files.parallelStream().map(ImageFile::form).allMatch(form -> form.channels() == 1);
            return files.stream()
                    .findFirst()
                    .map(ImageFile::form)
                    .map(form -> Map.<String, Object>of(
                            "dir", path.toString(),
                            "layout", ClassFolders.guess(path),
                            "height", form.height() > LARGEST || form.width() > LARGEST ? SIDE : form.height(),
                            "width", form.height() > LARGEST || form.width() > LARGEST ? SIDE : form.width(),
                            "colour", grey ? "grey" : "rgb"))
                    .map(Found::new);
        }
    }

    private static final double WHITE = 255;

    /** All images in the order of their files. */
    private record Images(OwnExamples<byte[]> examples, List<Dataset.File> files) {}

    @Override
    public Dataset load(RandomStreams streams) {
        Images images = images();
        PixelScaling scaling = scaling(images::examples);
        return images.examples()
                .dataset(
                        path,
                        InputShape.image(options.channels(), options.height(), options.width()),
                        (labels, pixels) -> Examples.of(
                                labels, (index, target, offset) -> scaling.scale(pixels.get(index), target, offset)),
                        images.files(),
                        warnings);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(decoder(), scaling(() -> images().examples())));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(scaling(() -> images().examples()).ofBytes());
    }

    @Override
    public boolean inputsDependOnContent() {
        return options.scaling() == Scaling.NORM_STATS;
    }

    /** Reads the images only if the scaling depends on them. */
    private PixelScaling scaling(Supplier<OwnExamples<byte[]>> examples) {
        if (options.scaling() == Scaling.UNIT) {
            return PixelScaling.unit(options.channels());
        }
        List<byte[]> images = examples.get().trainContents();
        double[] means = new double[options.channels()];
        double[] deviations = new double[options.channels()];
        for (int channel = 0; channel < means.length; channel++) {
            long[] counts = new long[256];
            for (byte[] pixels : images) {
                for (int i = channel * plane(); i < (channel + 1) * plane(); i++) {
                    counts[pixels[i] & 0xFF]++;
                }
            }
            double pixels = (double) images.size() * plane();
            for (int level = 0; level < counts.length; level++) {
                means[channel] += counts[level] / pixels * level / WHITE;
            }
            double variance = 0;
            for (int level = 0; level < counts.length; level++) {
                variance += counts[level] / pixels * Math.pow(level / WHITE - means[channel], 2);
            }
            // a channel of one value is only centred
            deviations[channel] =
                    Arrays.stream(counts).filter(count -> count > 0).count() > 1 ? Math.sqrt(variance) : 1;
        }
        return PixelScaling.standardised(means, deviations);
    }

    private int plane() {
        return options.height() * options.width();
    }

    private ImageDecoder decoder() {
        return new ImageDecoder(options.channels(), options.height(), options.width());
    }

    private Images images() {
        List<ClassFolders.Group> groups = ClassFolders.list(path, options.layout());
        List<OwnExample<Path>> files =
                groups.stream().flatMap(group -> group.files().stream()).toList();
        Memory.require(
                path,
                (long) files.size() * options.channels() * plane(),
                "Set a smaller dataset.height and dataset.width");
        Problems problems = new Problems(path);
        List<ImageFile> images =
                ImageFile.decode(files.stream().map(OwnExample::content).toList(), decoder());
        List<OwnExample<byte[]>> decoded = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            OwnExample<Path> file = files.get(i);
            images.get(i).problem().ifPresent(problem -> problems.add(file.place() + " " + problem));
            decoded.add(file.with(images.get(i).pixels()));
        }
        OwnExamples<byte[]> examples = OwnExamples.of(decoded, problems);
        problems.throwIfAny("Expected images (PNG, JPEG, BMP or GIF). Move or remove what is named.");
        List<Dataset.File> described = new ArrayList<>();
        int start = 0;
        for (ClassFolders.Group group : groups) {
            int end = start + group.files().size();
            described.add(new Dataset.File(group.name(), end - start, ImageFile.checksum(images.subList(start, end))));
            start = end;
        }
        return new Images(examples, described);
    }
}
