/**
 * A run's page while it goes on. Start at {@link org.exeunt.app.watch.Watch}, which a run tells how it goes and which
 * {@link org.exeunt.app.watch.LoopbackSite} shows to browsers of this machine.
 */
package org.exeunt.app.watch;
