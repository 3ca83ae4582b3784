package org.exeunt.dl4j.plugins;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.dl4j.Dl4jEnginePlugin;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.backbones.TwoStem1d;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

/** The plugins of this module: the engine on Deeplearning4j, its backbones and exit heads. */
public final class Dl4jPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                new Dl4jEnginePlugin(),
                Plugin.of(Backbone.class, "any-width-convnet", AnyWidthConvNet.Options.class, AnyWidthConvNet::new)
                        .summary("A ConvNet with exits at growing widths instead of depths; for images"),
                Plugin.of(
                                Backbone.class,
                                "any-width-convnet-1d",
                                AnyWidthConvNet.SeriesOptions.class,
                                AnyWidthConvNet::new)
                        .summary("A ConvNet along time with exits at growing widths instead of depths; for series"),
                Plugin.of(Backbone.class, "convnet", ConvNet.Options.class, ConvNet::new)
                        .summary("Stages of a 3x3 convolution without padding, ReLU and 2x2 max-pooling; for images"),
                Plugin.of(Backbone.class, "convnet-1d", ConvNet.SeriesOptions.class, ConvNet::new)
                        .summary("Stages of a convolution along time without padding, ReLU and max-pooling over"
                                + " pairs; for series"),
                Plugin.of(Backbone.class, "mlp", Mlp.Options.class, Mlp::new)
                        .summary("Stages of one dense layer with ReLU; for vectors and flattened images"),
                Plugin.of(Backbone.class, "resnet18", ResNet18.Options.class, ResNet18::new)
                        .summary("ResNet-18 for small images with an exit after each of its four stages; batch norm"
                                + " or group norm"),
                Plugin.of(Backbone.class, "transformer", Transformer.Options.class, Transformer::new)
                        .summary("Embedding and post-norm Transformer encoder blocks, one per stage, with a class"
                                + " token; for token ids"),
                Plugin.of(Backbone.class, "two-stem-1d", TwoStem1d.Options.class, TwoStem1d::new)
                        .summary("A convolution along time per modality of a series, their mean, then stages as in"
                                + " convnet-1d; examples and clients may lack modalities"),
                Plugin.of(ExitHead.class, "conv", ConvHead.Options.class, ConvHead::new)
                        .summary("3x3 convolution with ReLU, global average pooling, one dense layer; for images and"
                                + " series"),
                Plugin.of(ExitHead.class, "linear", LinearHead.Options.class, LinearHead::new)
                        .summary("Global average pooling of images, one step or the mean of sequences, then one dense"
                                + " layer"),
                Plugin.of(ExitHead.class, "mlp", MlpHead.Options.class, MlpHead::new)
                        .summary("Global average pooling of images, one step or the mean of sequences, then two dense"
                                + " layers"),
                Plugin.of(ExitHead.class, "recurrent", RecurrentHead.Options.class, RecurrentHead::new)
                        .summary("A Transformer block over the features of the exit and of all earlier exits, then"
                                + " one dense layer")
                        .cite("Lee et al.: Recurrent Early Exits for Federated Learning with Heterogeneous Clients,"
                                + " ICML 2024, arXiv 2405.14791"));
    }
}
