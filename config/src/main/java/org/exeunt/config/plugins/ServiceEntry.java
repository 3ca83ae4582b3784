package org.exeunt.config.plugins;

import java.net.URL;

/**
 * One line of a service file.
 *
 * @param name the class it announces
 * @param file the service file
 */
record ServiceEntry(String name, URL file) {
    PluginOrigin origin() {
        return PluginOrigin.holding(file, ServiceFiles.NAME);
    }
}
