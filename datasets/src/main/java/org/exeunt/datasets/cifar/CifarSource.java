package org.exeunt.datasets.cifar;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageSet;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.PixelScaling;

/**
 * Reads CIFAR-10 or CIFAR-100 from a folder: the training files that exist, in order, and the test file.
 *
 * <p>Deviation from the official sets: a file may have any number of whole records, so that a part of a set can be
 * used; a warning gives their number if it is not 60,000.
 */
public final class CifarSource extends ImageSet {
    private final CifarFormat format;

    private CifarSource(CifarFormat format, ImageSetOptions options, PluginContext context) {
        super(format.form(), options, context);
        this.format = format;
    }

    /** Returns CIFAR-10. */
    public static CifarSource ten(ImageSetOptions options, PluginContext context) {
        return new CifarSource(CifarFormat.CIFAR_10, options, context);
    }

    /** Returns CIFAR-100. */
    public static CifarSource hundred(ImageSetOptions options, PluginContext context) {
        return new CifarSource(CifarFormat.CIFAR_100, options, context);
    }

    @Override
    protected Content read(DataFolder folder, PixelScaling scaling) {
        List<String> present = format.trainFiles().stream().filter(folder::has).toList();
        List<Dataset.File> files = new ArrayList<>();
        Examples train = examples(folder, present.isEmpty() ? format.trainFiles() : present, scaling, files);
        Examples test = examples(folder, List.of(format.testFile()), scaling, files);
        return new Content(format.classes(), train, test, files);
    }

    private Examples examples(DataFolder folder, List<String> names, PixelScaling scaling, List<Dataset.File> files) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        int plane = format.form().side() * format.form().side();
        int length = format.labels() + format.form().channels() * plane;
        for (String name : names) {
            DataFile file = folder.read(name);
            int size = file.content().length;
            if (size % length != 0) {
                throw file.invalid("%d bytes".formatted(size), "records of %d bytes".formatted(length));
            }
            records.writeBytes(file.content());
            files.add(file.describe(size / length));
        }
        return scaling.examples(records.toByteArray(), format.labels(), plane);
    }
}
