package org.exeunt.benchmarks;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * A linear head for texts that reads all positions of the last block; with the usual linear head, the engine computes
 * the first position only.
 */
final class AllPositionsHead implements ExitHead {
    static final PluginChoice<ExitHead> CHOICE = PluginChoice.of(
            Plugin.<ExitHead>of(ExitHead.class, "all-positions", AllPositionsHead::new), new NoOptions());

    private final LinearHead linear = new LinearHead();

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        // a merge of a single input returns it without a copy
        graph.addVertex("all", new MergeVertex(), input);
        return linear.addFeature(graph, "all", type);
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        return linear.addLogits(graph, feature, classes);
    }
}
