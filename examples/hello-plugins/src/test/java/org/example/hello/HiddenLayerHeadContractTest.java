package org.example.hello;

import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.exeunt.testkit.contract.RecordingContext;

/** A head is checked as part of a network, here with two stages of convolutions on images. */
class HiddenLayerHeadContractTest extends Float32EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new RecordingContext());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                new Dl4jPlugins().choose(Backbone.class, "convnet", new ConvNet.Options(6, 2)),
                new HelloPlugins().choose(ExitHead.class, "hidden-layer-head", new HiddenLayerHead.Options(5)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 14, 14);
    }

    // Override for tokens: examples(int count); for networks with batch norm: normalisesOverTheBatch()
}
