package org.exeunt.datasets.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads an image of any size as {@code [channels, side, side]}: the largest centred square, resampled by area
 * averaging, on white where it is transparent, then scaled like the data set. For one channel, colours are converted to
 * grey by luma (ITU-R BT.601).
 *
 * @param channels 3 for red, green and blue, or 1 for grey
 * @param side height and width of the network input, in pixels
 * @param scaling scaling of the data set
 */
public record ImageInput(int channels, int side, PixelScaling scaling) implements InputReader {
    private static final long MAX_PIXELS = 1L << 26;
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");
    private static final double[] LUMA = {0.299, 0.587, 0.114};

    @Override
    public String form() {
        return "an image (PNG, JPEG, BMP or GIF)";
    }

    @Override
    public float[] read(Path path) {
        double[][] planes = planes(decode(InputFile.read(path, form(), 64)));
        float[] values = new float[channels * side * side];
        byte[] plane = new byte[side * side];
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (byte) Math.round(255 * value(planes, channel, i));
            }
            scaling.scale(channel, plane, 0, plane.length, values, channel * plane.length);
        }
        return values;
    }

    private double value(double[][] planes, int channel, int pixel) {
        return channels == 1
                ? LUMA[0] * planes[0][pixel] + LUMA[1] * planes[1][pixel] + LUMA[2] * planes[2][pixel]
                : planes[channel][pixel];
    }

    private static BufferedImage decode(InputFile file) {
        try (var bytes = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
            ImageReader reader = readers.hasNext() ? readers.next() : null;
            if (reader == null || !FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                throw file.refused("has another format");
            }
            try {
                reader.setInput(bytes, true, true);
                // checked before decoding: the header of a small file can declare a huge image
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_PIXELS) {
                    throw file.refused("has %d x %d pixels, more than %d in all"
                            .formatted(reader.getWidth(0), reader.getHeight(0), MAX_PIXELS));
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (ExeuntException refusal) {
            throw refusal;
        } catch (IOException e) {
            throw file.refused("is damaged (%s)".formatted(IoMessages.of(e)));
        } catch (RuntimeException e) { // decoders throw various exceptions for invalid data
            throw file.refused("is damaged (it cannot be decoded)");
        }
    }

    /** Returns red, green and blue in [0, 1], each {@code side x side}. */
    private double[][] planes(BufferedImage image) {
        int square = Math.min(image.getWidth(), image.getHeight());
        int left = (image.getWidth() - square) / 2;
        int top = (image.getHeight() - square) / 2;
        double scale = (double) square / side;
        Colours colours = new Colours(image);
        double[][] planes = new double[3][side * side];
        double[] pixel = new double[3];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double area = 0;
                for (int y = (int) (row * scale); y < (row + 1) * scale && y < square; y++) {
                    double height = Math.min(y + 1, (row + 1) * scale) - Math.max(y, row * scale);
                    for (int x = (int) (column * scale); x < (column + 1) * scale && x < square; x++) {
                        double covered = height * (Math.min(x + 1, (column + 1) * scale) - Math.max(x, column * scale));
                        colours.of(left + x, top + y, pixel);
                        for (int c = 0; c < 3; c++) {
                            planes[c][row * side + column] += covered * pixel[c];
                        }
                        area += covered;
                    }
                }
                for (int c = 0; c < 3; c++) {
                    planes[c][row * side + column] /= area;
                }
            }
        }
        return planes;
    }

    /** Colours of single pixels. Stored samples are used directly, because {@code getRGB} brightens grey images. */
    private static final class Colours {
        private final BufferedImage image;
        private final Raster raster;
        private final boolean stored;
        private final boolean alpha;
        private final int bands;

        Colours(BufferedImage image) {
            this.image = image;
            this.raster = image.getRaster();
            this.alpha = image.getColorModel().hasAlpha();
            this.bands = image.getColorModel().getNumColorComponents();
            this.stored = image.getColorModel() instanceof ComponentColorModel && (bands == 1 || bands == 3);
        }

        void of(int x, int y, double[] target) {
            double opacity;
            if (stored) {
                for (int c = 0; c < 3; c++) {
                    target[c] = sample(x, y, bands == 1 ? 0 : c);
                }
                opacity = alpha ? sample(x, y, bands) : 1;
            } else {
                int packed = image.getRGB(x, y);
                for (int c = 0; c < 3; c++) {
                    target[c] = (packed >> 16 - 8 * c & 0xFF) / 255.0;
                }
                opacity = (packed >>> 24) / 255.0;
            }
            for (int c = 0; c < 3; c++) {
                target[c] = opacity * target[c] + 1 - opacity;
            }
        }

        private double sample(int x, int y, int band) {
            int maximum = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
            return (double) raster.getSample(x, y, band) / maximum;
        }
    }
}
