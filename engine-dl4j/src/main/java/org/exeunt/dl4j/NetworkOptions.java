package org.exeunt.dl4j;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.design.InitialValues;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

/** An early-exit network: a backbone and one kind of head for all exits. */
public record NetworkOptions(
        @Option("Stages of the network") PluginChoice<Backbone> backbone,
        @Option(value = "Heads of the exits", defaultValue = "{\"type\": \"linear\"}") PluginChoice<ExitHead> head,
        @Option(
                        value = "How weights and biases of dense and convolutional layers are drawn; pytorch as its"
                                + " layers do, with a sixth of the variance",
                        defaultValue = "he")
                InitialValues.Rule initialValues) {
    /** Creates the options of a network with initial values by He et al. */
    public NetworkOptions(PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head) {
        this(backbone, head, InitialValues.Rule.HE);
    }
}
