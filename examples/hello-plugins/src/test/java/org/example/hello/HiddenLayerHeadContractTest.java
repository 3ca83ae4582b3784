package org.example.hello;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Nested;

/** A head is checked as part of a network, here with two stages of convolutions on images. */
class HiddenLayerHeadContractTest extends Float32EngineContract<NetworkOptions> {
    @Override
    protected Engine<NetworkOptions> engine() {
        return new Dl4jEngine(new RecordingContext());
    }

    @Override
    protected NetworkOptions network() {
        return new NetworkOptions(
                PluginChoice.of(new ConvNet.Provider(), new ConvNet.Options(6, 2)),
                PluginChoice.of(new HiddenLayerHead.Provider(), new HiddenLayerHead.Options(5)));
    }

    @Override
    protected InputShape input() {
        return InputShape.image(2, 14, 14);
    }

    // Override for tokens: examples(int count); for networks with batch norm: normalisesOverTheBatch()

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new HiddenLayerHead.Provider();
        }
    }
}
