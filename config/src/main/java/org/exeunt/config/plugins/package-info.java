/**
 * The plugins on the class path: {@link org.exeunt.config.plugins.PluginRegistry} finds them, tells the sound from the broken, and answers a
 * configuration that asks for one by its id. Start there. Nothing here makes what a plugin makes.
 */
package org.exeunt.config.plugins;
