package org.exeunt.datasets.cifar;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009). */
public final class Cifar10Plugin extends DatasetPlugin<Cifar10Options> {
    /** Creates the plugin; called by the service loader. */
    public Cifar10Plugin() {
        super(
                "cifar10",
                "CIFAR-10: 60,000 photographs of 3 x 32 x 32 pixels in 10 classes, from its binary files",
                Cifar10Options.class,
                (options, context) -> new CifarSource(
                        CifarFormat.CIFAR_10, context.resolve(options.dir()), options.scaling(), context::warn));
    }
}
