package org.exeunt.testkit.engine;

import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.exeunt.testsupport.engine.ToyPlugins;
import org.junit.jupiter.api.Nested;

class ToyEngineContractTest extends EngineContract<ToyNetworkOptions> {
    @Override
    protected Engine<ToyNetworkOptions> engine() {
        return new ToyEngine();
    }

    @Override
    protected ToyNetworkOptions network() {
        return ToyNetworkOptions.of(6, 5, 4).withBuffers();
    }

    @Nested
    class WithOneExit extends EngineContract<ToyNetworkOptions> {
        @Override
        protected Engine<ToyNetworkOptions> engine() {
            return new ToyEngine();
        }

        @Override
        protected ToyNetworkOptions network() {
            return ToyNetworkOptions.of(6).withBuffers();
        }
    }

    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugins plugins() {
            return new ToyPlugins();
        }
    }
}
