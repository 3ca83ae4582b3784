package org.exeunt.datasets.cifar;

import org.exeunt.api.data.DatasetPlugin;

/**
 * Plugin of CIFAR-100 with its fine labels (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009).
 */
public final class Cifar100Plugin extends DatasetPlugin<Cifar100Options> {
    /** Creates the plugin; called by the service loader. */
    public Cifar100Plugin() {
        super(
                "cifar100",
                "CIFAR-100: 60,000 photographs of 3 x 32 x 32 pixels in 100 classes, from its binary files",
                Cifar100Options.class,
                (options, context) -> new CifarSource(
                        CifarFormat.CIFAR_100, context.resolve(options.dir()), options.scaling(), context::warn));
    }
}
