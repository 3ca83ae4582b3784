package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageDecoder;
import org.exeunt.datasets.image.ImageFile;
import org.exeunt.datasets.image.ImageSet;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.PixelScaling;

/**
 * Reads Tiny ImageNet: training images sorted by class and name; as test examples the labelled validation images, in
 * the order of their annotations. The unlabelled test images are not read. The label of a class is the rank of its
 * WordNet id in ascending order.
 */
public final class TinyImageNetSource extends ImageSet {

    private static final Form FORM = new Form(
            "Tiny ImageNet",
            "wnids.txt, train and val",
            3,
            64,
            110_000,
            new double[] {0.4802, 0.4481, 0.3975},
            new double[] {0.2770, 0.2691, 0.2821});
    private static final Pattern ID = Pattern.compile("n\\d{8}");

    /** An image file and its class. */
    private record Image(Path path, int label) {}

    /** Creates the data set. */
    public TinyImageNetSource(ImageSetOptions options, PluginContext context) {
        super(FORM, options, context);
    }

    @Override
    protected Content read(DataFolder folder, PixelScaling scaling) {
        DataFile idFile = folder.read("wnids.txt");
        List<String> ids = ids(idFile);
        DataFile annotations = folder.read("val/val_annotations.txt");
        List<Image> test = validationImages(folder, annotations, ids);
        List<Image> train = new ArrayList<>();
        int[] ends = new int[ids.size()];
        for (int label = 0; label < ids.size(); label++) {
            for (Path image : DataFolder.entries(folder.path().resolve("train/%s/images".formatted(ids.get(label))))) {
                train.add(new Image(image, label));
            }
            ends[label] = train.size();
        }
        List<ImageFile> trainFiles = decode(train);
        List<ImageFile> testFiles = decode(test);
        List<Dataset.File> files = new ArrayList<>();
        files.add(idFile.describe(0));
        int start = 0;
        for (int label = 0; label < ids.size(); label++) {
            files.add(file("train/" + ids.get(label), trainFiles.subList(start, ends[label])));
            start = ends[label];
        }
        files.add(annotations.describe(0));
        files.add(file("val/images", testFiles));
        return new Content(
                names(folder, ids), examples(train, trainFiles, scaling), examples(test, testFiles, scaling), files);
    }

    /** Returns the different WordNet ids in ascending order. */
    private static List<String> ids(DataFile file) {
        List<String> ids = file.lines().stream().map(String::strip).sorted().toList();
        if (!ids.stream().allMatch(id -> ID.matcher(id).matches())
                || ids.stream().distinct().count() < ids.size()) {
            throw file.invalid("found " + ids, "different ids such as n01443537, one on each line");
        }
        return ids;
    }

    /** Returns the images of the annotations: a line for each, with its name, class id and the four numbers of a box. */
    private static List<Image> validationImages(DataFolder folder, DataFile annotations, List<String> ids) {
        Map<String, Path> listed = new HashMap<>();
        for (Path image : DataFolder.entries(folder.path().resolve("val/images"))) {
            listed.put(image.getFileName().toString(), image);
        }
        List<Image> images = new ArrayList<>();
        List<String> lines = annotations.lines();
        for (int i = 0; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\t", -1);
            Path image = listed.remove(columns[0]);
            int label = columns.length == 6 ? ids.indexOf(columns[1]) : -1;
            if (image == null || label < 0) {
                throw annotations.invalid(
                        i + 1,
                        "'" + lines.get(i) + "'",
                        "each image of val/images once, with an id of wnids.txt and a box, separated by tabs");
            }
            images.add(new Image(image, label));
        }
        if (!listed.isEmpty()) {
            throw annotations.invalid("no line for " + listed.keySet(), "a line for each image of val/images");
        }
        return images;
    }

    private static List<ImageFile> decode(List<Image> images) {
        List<ImageFile> decoded = ImageFile.decode(
                images.stream().map(Image::path).toList(), new ImageDecoder(3, FORM.side(), FORM.side()));
        for (int i = 0; i < decoded.size(); i++) {
            if (decoded.get(i).problem().isPresent()) {
                throw new ExeuntException(
                        Errors.DATA_13,
                        "%s %s; expected a JPEG image. Unpack the official archive again, or remove the file."
                                .formatted(
                                        images.get(i).path(),
                                        decoded.get(i).problem().get()));
            }
        }
        return decoded;
    }

    private static Dataset.File file(String name, List<ImageFile> images) {
        return new Dataset.File(name, images.size(), ImageFile.checksum(images));
    }

    private static Examples examples(List<Image> images, List<ImageFile> files, PixelScaling scaling) {
        return Examples.of(
                images.stream().mapToInt(Image::label).toArray(),
                (index, target, offset) -> scaling.scale(files.get(index).pixels(), target, offset));
    }

    /** Returns the name of each class: its first word in {@code words.txt}, otherwise its id. */
    private static List<String> names(DataFolder folder, List<String> ids) {
        Map<String, String> names = new HashMap<>();
        for (String line : folder.has("words.txt") ? folder.read("words.txt").lines() : List.<String>of()) {
            String[] columns = line.split("[\t,]", 3);
            if (columns.length > 1 && !columns[1].isBlank()) {
                names.put(columns[0], columns[1].strip());
            }
        }
        return ids.stream().map(id -> names.getOrDefault(id, id)).toList();
    }
}
