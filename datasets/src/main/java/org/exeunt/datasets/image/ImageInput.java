package org.exeunt.datasets.image;

import java.io.IOException;
import java.nio.file.Path;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads an image of any size as {@code [channels, height, width]}, scaled like the data set.
 *
 * @param decoder decodes and resamples images
 * @param scaling scaling of the data set
 */
public record ImageInput(ImageDecoder decoder, PixelScaling scaling) implements InputReader {
    /** Returns a reader of square images. */
    public ImageInput(int channels, int side, PixelScaling scaling) {
        this(new ImageDecoder(channels, side, side), scaling);
    }

    @Override
    public String form() {
        return ImageDecoder.FORM;
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 64);
        try {
            byte[] pixels = decoder.decode(file.content());
            float[] values = new float[pixels.length];
            scaling.scale(pixels, values, 0);
            return values;
        } catch (IOException e) {
            throw file.refused(e.getMessage());
        }
    }
}
