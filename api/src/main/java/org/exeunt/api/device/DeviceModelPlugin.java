package org.exeunt.api.device;

import java.util.function.BiFunction;
import org.exeunt.api.Experimental;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link DeviceModel}.
 *
 * @param <O> record of its options
 */
@Experimental
public abstract class DeviceModelPlugin<O extends Record> extends Plugin<DeviceModel, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected DeviceModelPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends DeviceModel> factory) {
        super(DeviceModel.class, id, summary, options, factory);
    }
}
