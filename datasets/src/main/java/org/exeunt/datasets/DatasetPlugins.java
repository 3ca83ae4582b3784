package org.exeunt.datasets;

import java.util.List;
import java.util.function.Function;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.datasets.agnews.AgNewsSource;
import org.exeunt.datasets.arrays.ArraysSource;
import org.exeunt.datasets.cifar.CifarSource;
import org.exeunt.datasets.csv.CsvSource;
import org.exeunt.datasets.device.DeviceFile;
import org.exeunt.datasets.device.DeviceOptions;
import org.exeunt.datasets.device.LogNormal;
import org.exeunt.datasets.device.Tiers;
import org.exeunt.datasets.device.Uniform;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.imagefolder.ImageFolderSource;
import org.exeunt.datasets.mnist.MnistSource;
import org.exeunt.datasets.partition.ClientSplitOptions;
import org.exeunt.datasets.partition.ClusterSkew;
import org.exeunt.datasets.partition.Dirichlet;
import org.exeunt.datasets.partition.Iid;
import org.exeunt.datasets.partition.Natural;
import org.exeunt.datasets.partition.PartitionScheme;
import org.exeunt.datasets.partition.Pathological;
import org.exeunt.datasets.partition.Quantity;
import org.exeunt.datasets.partition.Saved;
import org.exeunt.datasets.partition.Shards;
import org.exeunt.datasets.shapes.ShapesSource;
import org.exeunt.datasets.text.TextSource;
import org.exeunt.datasets.text.Tokenizer;
import org.exeunt.datasets.tinyimagenet.TinyImageNetSource;
import org.exeunt.datasets.ucihar.UciHarSource;

/** The plugins of this module: data sets, partitioners and device models. */
public final class DatasetPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                new ArraysSource.Format(),
                new CsvSource.Format(),
                new ImageFolderSource.Format(),
                new TextSource.Format(),
                Plugin.of(
                                DatasetSource.class,
                                "agnews",
                                AgNewsSource.Options.class,
                                (options, context) -> new AgNewsSource(
                                        context.resolve(options.dir()),
                                        options,
                                        options.tokenizer()
                                                .map(file -> Tokenizer.open(context.resolve(file), options.length())),
                                        context::warn))
                        .summary("AG News: 127,600 news items in 4 classes as sequences of token indices, from its"
                                + " CSV files"),
                Plugin.of(DatasetSource.class, "cifar10", ImageSetOptions.class, CifarSource::ten)
                        .summary("CIFAR-10: 60,000 photographs of 3 x 32 x 32 pixels in 10 classes, from its binary"
                                + " files"),
                Plugin.of(DatasetSource.class, "cifar100", ImageSetOptions.class, CifarSource::hundred)
                        .summary("CIFAR-100: 60,000 photographs of 3 x 32 x 32 pixels in 100 classes, from its binary"
                                + " files"),
                Plugin.of(DatasetSource.class, "mnist", ImageSetOptions.class, MnistSource::new)
                        .summary("MNIST: 70,000 handwritten digits of 1 x 28 x 28 pixels, from its idx files, plain"
                                + " or compressed"),
                Plugin.of(DatasetSource.class, "shapes", ShapesSource.Options.class, ShapesSource::new)
                        .summary("Synthetic images of shapes, 3 x 32 x 32 pixels in 10 classes, easy and hard; needs"
                                + " no files"),
                Plugin.of(DatasetSource.class, "tinyimagenet", ImageSetOptions.class, TinyImageNetSource::new)
                        .summary("Tiny ImageNet: 110,000 photographs of 3 x 64 x 64 pixels in 200 classes, from its"
                                + " JPEG files"),
                Plugin.of(
                                DatasetSource.class,
                                "ucihar",
                                UciHarSource.Options.class,
                                (options, context) -> new UciHarSource(context.resolve(options.dir()), context::warn))
                        .summary("UCI HAR: 10,299 windows of 9 motion signals x 128 readings in 6 activities, worn by"
                                + " 30 people"),
                Plugin.of(
                                DeviceModel.class,
                                "file",
                                DeviceFile.Options.class,
                                (options, context) -> new DeviceFile(context.resolve(options.file())))
                        .summary("Devices from a CSV file, such as the devices.csv of a run"),
                Plugin.of(DeviceModel.class, "log-normal", LogNormal.Options.class, LogNormal::new)
                        .summary("Speeds, bandwidths and memories drawn around those of a median device"),
                Plugin.of(DeviceModel.class, "tiers", Tiers.Options.class, Tiers::new)
                        .summary("Groups of equal devices, of given relative sizes"),
                Plugin.of(DeviceModel.class, "uniform", DeviceOptions.class, Uniform::new)
                        .summary("The same device for all clients"),
                scheme("cluster-skew", ClusterSkew.class, ClusterSkew::clientSplit)
                        .summary("Clusters of clients with the same few classes")
                        .cite("Ye et al.: Personalized Federated Learning with Inferred Collaboration Graphs, ICML"
                                + " 2023"),
                scheme("dirichlet", Dirichlet.class, Dirichlet::clientSplit)
                        .summary("Each class distributed over clients by a Dirichlet draw: the smaller alpha, the"
                                + " more clients differ")
                        .cite("Hsu, Qi, Brown: Measuring the Effects of Non-Identical Data Distribution, arXiv"
                                + " 1909.06335; as implemented by PFLlib"),
                Plugin.of(
                                Partitioner.class,
                                "file",
                                Saved.Options.class,
                                (options, context) -> new Saved(context.resolve(options.file()), context::warn))
                        .summary("A partition saved as JSON: the train and test examples of every client by index"),
                scheme("iid", Iid.class, Iid::clientSplit)
                        .summary("All examples assigned at random in equal parts, so that all clients are similar"),
                Plugin.of(
                                Partitioner.class,
                                "natural",
                                Natural.Options.class,
                                (options, context) -> new Natural(options, context::warn))
                        .summary("One client per owner of the data, such as a writer; holds out the last examples of"
                                + " each run of equal labels, the last of all, or random ones"),
                scheme("pathological", Pathological.class, Pathological::clientSplit)
                        .summary("A few classes per client, each shared by the same number of clients"),
                scheme("quantity", Quantity.class, Quantity::clientSplit)
                        .summary("All examples assigned at random in parts of different sizes, so that clients differ"
                                + " in the number of examples"),
                scheme("shards", Shards.class, Shards::clientSplit)
                        .summary("Examples sorted by class and split into shards, a few shards per client")
                        .cite("McMahan et al.: Communication-Efficient Learning of Deep Networks, AISTATS 2017, arXiv"
                                + " 1602.05629"));
    }

    /** Returns the plugin of a scheme, whose options are the scheme itself. */
    private static <S extends Record & PartitionScheme> Plugin<Partitioner, S> scheme(
            String id, Class<S> scheme, Function<S, ClientSplitOptions> split) {
        return Plugin.of(
                Partitioner.class,
                id,
                scheme,
                (chosen, context) -> chosen.partitioner(split.apply(chosen).split(), context::warn));
    }
}
