package org.exeunt.datasets.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images of any size to bytes: the largest centred rectangle of the wanted proportions, resampled by area
 * averaging, on white where it is transparent. For one channel, colours are converted to grey by luma (ITU-R BT.601).
 * An image of the wanted size keeps its pixels.
 *
 * @param channels 3 for red, green and blue, or 1 for grey
 * @param height height of the result, in pixels
 * @param width width of the result, in pixels
 */
public record ImageDecoder(int channels, int height, int width) {
    /** Formats that are decoded, for messages. */
    public static final String FORM = "an image (PNG, JPEG, BMP or GIF)";

    private static final long MAX_PIXELS = 1L << 26;
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");

    /**
     * Warnings of the JPEG decoder after which it returns an image that is partly invented. Other ones, such as that of
     * a missing end marker, are also issued for images that have all pixels.
     */
    private static final Pattern LACKS_PIXELS = Pattern.compile("premature end|bad Huffman code");

    private static final double[] LUMA = {0.299, 0.587, 0.114};

    /**
     * Returns the pixels of an image, {@code [channels, height, width]}.
     *
     * @param file content of an image file
     * @throws IOException if it is not an image, is damaged, has several frames or more than 2^26 pixels; the message is
     *     a predicate
     */
    public byte[] decode(byte[] file) throws IOException {
        double[][] planes = planes(image(file));
        byte[] pixels = new byte[channels * height * width];
        int plane = height * width;
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < plane; i++) {
                pixels[channel * plane + i] = (byte) Math.round(255 * value(planes, channel, i));
            }
        }
        return pixels;
    }

    private double value(double[][] planes, int channel, int pixel) {
        return channels == 1
                ? LUMA[0] * planes[0][pixel] + LUMA[1] * planes[1][pixel] + LUMA[2] * planes[2][pixel]
                : planes[channel][pixel];
    }

    static BufferedImage image(byte[] file) throws IOException {
        try (var bytes = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
            ImageReader reader = readers.hasNext() ? readers.next() : null;
            String format = reader == null ? "" : reader.getFormatName().toLowerCase(Locale.ROOT);
            if (!FORMATS.contains(format)) {
                throw new IOException("has another format");
            }
            boolean gif = format.equals("gif");
            AtomicReference<String> problem = new AtomicReference<>("");
            Optional<BufferedImage> image = Optional.empty();
            try {
                reader.setInput(bytes, !gif, true);
                reader.addIIOReadWarningListener((source, warning) -> problem.set(
                        LACKS_PIXELS.matcher(warning).find() ? "is damaged (%s)".formatted(warning) : problem.get()));
                // none of several is the picture; a JPEG has further images, such as previews, for other programs
                if (gif && reader.getNumImages(true) > 1) {
                    problem.set("has several frames (an animated GIF)");
                }
                // checked before decoding: the header of a small file can declare a huge image
                if ((long) reader.getWidth(0) * reader.getHeight(0) <= MAX_PIXELS) {
                    image = Optional.of(reader.read(0));
                }
            } catch (IOException | RuntimeException invalid) { // decoders throw various exceptions for invalid data
                problem.set("is damaged (it cannot be decoded, or has CMYK colours)");
            } finally {
                reader.dispose();
            }
            if (!problem.get().isEmpty()) {
                throw new IOException(problem.get());
            }
            return image.orElseThrow(() -> new IOException("has more than %d pixels".formatted(MAX_PIXELS)));
        }
    }

    /** Returns red, green and blue in [0, 1], each {@code height x width}. */
    private double[][] planes(BufferedImage image) {
        boolean wide = (long) image.getWidth() * height >= (long) image.getHeight() * width;
        int cropHeight = wide ? image.getHeight() : proportional(image.getWidth(), height, width);
        int cropWidth = wide ? proportional(image.getHeight(), width, height) : image.getWidth();
        int left = (image.getWidth() - cropWidth) / 2;
        int top = (image.getHeight() - cropHeight) / 2;
        double scaleY = (double) cropHeight / height;
        double scaleX = (double) cropWidth / width;
        Colours colours = new Colours(image, left, cropWidth);
        double[][] planes = new double[3][height * width];
        for (int row = 0; row < height; row++) {
            double[] areas = new double[width];
            for (int y = (int) (row * scaleY); y < (row + 1) * scaleY && y < cropHeight; y++) {
                double covered = Math.min(y + 1, (row + 1) * scaleY) - Math.max(y, row * scaleY);
                double[][] line = colours.line(top + y);
                for (int column = 0; column < width; column++) {
                    int end = (int) Math.min(cropWidth, Math.ceil((column + 1) * scaleX));
                    for (int x = (int) (column * scaleX); x < end; x++) {
                        double area = covered * (Math.min(x + 1, (column + 1) * scaleX) - Math.max(x, column * scaleX));
                        for (int c = 0; c < 3; c++) {
                            planes[c][row * width + column] += area * line[c][x];
                        }
                        areas[column] += area;
                    }
                }
            }
            for (int c = 0; c < 3; c++) {
                for (int column = 0; column < width; column++) {
                    planes[c][row * width + column] /= areas[column];
                }
            }
        }
        return planes;
    }

    private static int proportional(int length, int numerator, int denominator) {
        return (int) Math.max(1, Math.round((double) length * numerator / denominator));
    }

    /**
     * Colours of the lines of an image. Stored samples are used directly, because {@code getRGB} brightens grey images.
     */
    private static final class Colours {
        private final BufferedImage image;
        private final Raster raster;
        private final int left;
        private final int width;
        private final boolean stored;
        private final boolean alpha;
        private final int bands;
        /** Largest sample of each band; 255 for packed colours. */
        private final double[] maxima;

        private final double[][] line;
        private int[] samples;

        Colours(BufferedImage image, int left, int width) {
            this.image = image;
            this.raster = image.getRaster();
            this.left = left;
            this.width = width;
            this.alpha = image.getColorModel().hasAlpha();
            this.bands = image.getColorModel().getNumColorComponents();
            this.stored = image.getColorModel() instanceof ComponentColorModel && (bands == 1 || bands == 3);
            this.maxima = stored
                    ? IntStream.of(image.getSampleModel().getSampleSize())
                            .mapToDouble(bits -> (1 << bits) - 1)
                            .toArray()
                    : new double[] {255};
            this.line = new double[3][width];
        }

        /** Returns red, green and blue of a line; overwritten by the next call. */
        double[][] line(int y) {
            samples = stored
                    ? raster.getPixels(left, y, width, 1, samples)
                    : image.getRGB(left, y, width, 1, samples, 0, width);
            int all = raster.getNumBands();
            for (int x = 0; x < width; x++) {
                double opacity =
                        stored ? alpha ? samples[x * all + bands] / maxima[bands] : 1 : (samples[x] >>> 24) / maxima[0];
                for (int c = 0; c < 3; c++) {
                    int band = bands == 1 ? 0 : c;
                    double colour = stored
                            ? samples[x * all + band] / maxima[band]
                            : (samples[x] >> 16 - 8 * c & 0xFF) / maxima[0];
                    line[c][x] = opacity * colour + 1 - opacity;
                }
            }
            return line;
        }
    }
}
