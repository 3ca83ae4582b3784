/**
 * The live page of a run: {@link org.exeunt.app.watch.Watch} tracks the run, {@link org.exeunt.app.watch.LoopbackSite}
 * serves the page to browsers on this machine.
 */
package org.exeunt.app.watch;
