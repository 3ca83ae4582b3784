package org.example.hello;

import java.util.List;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

/** The plugins of this project. */
public final class HelloPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(Aggregator.class, "damped-mean", DampedMean.Options.class, DampedMean::new)
                        .summary("Moves the server's parameters part of the way to the weighted mean"),
                Plugin.of(Backbone.class, "dense-stages", DenseStages.Options.class, DenseStages::new)
                        .summary("One dense layer per stage, for vectors and flattened images"),
                Plugin.of(ClientExecutor.class, "simple-executor", SimpleExecutor.Options.class, SimpleExecutor::new)
                        .summary("Assigns clients to a fixed number of threads in turn"),
                Plugin.of(ClientSampler.class, "power-of-size", PowerOfSize.Options.class, PowerOfSize::new)
                        .summary("Prefers clients with many examples, by an exponent"),
                Plugin.of(CoordinationPolicy.class, "rotating-exits", RotatingExits.Options.class, RotatingExits::new)
                        .summary("Trains the final exit and, in turn, some of the others"),
                Plugin.of(
                        DatasetSource.class,
                        "csv-folder",
                        CsvFolder.Options.class,
                        (options, context) -> new CsvFolder(context.resolve(options.dir())))
                        .summary("Reads feature vectors and class names from CSV files"),
                Plugin.of(DeviceModel.class, "slow-third", SlowThird.Options.class, SlowThird::new)
                        .summary("Slows down the device of every third client"),
                Plugin.of(
                        ExitHead.class,
                        "hidden-layer-head",
                        HiddenLayerHead.Options.class,
                        HiddenLayerHead::new)
                        .summary("Mean of images, then a hidden layer and the logits"),
                Plugin.of(ExitPolicy.class, "odds-threshold", OddsThreshold.Options.class, OddsThreshold::new)
                        .summary("Exits where the odds of the most probable class are high enough"),
                Plugin.of(Partitioner.class, "equal-shares", EqualShares.Options.class, EqualShares::new)
                        .summary("Assigns the same number of random examples to every client"),
                Plugin.of(
                        RunTracker.class,
                        "round-log",
                        RoundLog.Options.class,
                        (options, context) -> new RoundLog(context.resolve(options.file())))
                        .summary("Appends a line per round to a text file"),
                Plugin.of(
                        Strategy.class,
                        "normalised-averaging",
                        NormalisedAveraging.Options.class,
                        NormalisedAveraging::new)
                        .summary("Averages changes divided by their number of steps")
                        .cite("Wang et al.: Tackling the Objective Inconsistency Problem in Heterogeneous Federated"
                                + " Optimization, NeurIPS 2020, arXiv 2007.07481"));
    }
}
