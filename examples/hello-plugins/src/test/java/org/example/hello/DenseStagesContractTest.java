package org.example.hello;

import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import java.util.List;
import org.exeunt.api.network.Engine;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.nd4j.linalg.activations.Activation;

/** A backbone is checked as part of a network, here with linear heads on vectors. */
class DenseStagesContractTest extends Float32EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new RecordingContext());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                new HelloPlugins().choose(Backbone.class, "dense-stages", new DenseStages.Options(List.of(7, 6), Activation.TANH)),
                new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options()));
    }

    // Override for other inputs, such as images or tokens: input(), classes(), examples(int count)
    // Override for networks with batch norm: normalisesOverTheBatch()
}
