package org.exeunt.datasets.imagefolder;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.own.ClassFolders.Layout;

/**
 * Options of {@link ImageFolderPlugin}.
 *
 * @param dir folder of the data set
 * @param height height of an example
 * @param width width of an example
 * @param colour channels of an example
 * @param layout folders above the images
 * @param scaling scaling of pixels to network inputs
 */
public record ImageFolderOptions(
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
