package org.exeunt.dl4j;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;

/** An early-exit network: a backbone and one kind of head for all exits. */
public record NetworkOptions(
        @Option("Stages of the network") PluginChoice<Backbone> backbone,
        @Option(value = "Heads of the exits", defaultValue = "{\"type\": \"linear\"}") PluginChoice<ExitHead> head) {}
