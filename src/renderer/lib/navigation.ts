import { create } from 'zustand';
import { addressOf, placeOf, type Opened, type Place, type ScreenId } from './places/places.ts';

const CONNECTION_KEY = 'millrace.connection';

interface Navigation {
  place: Place;
  /** The connection whose server the screens show; null while there is none. It is not the place's own where that one is not open. */
  shown: string | null;
}

/** Where in the program this page is. It is the address, so that a reload, Back and Forward, and a second window keep it. */
export const useNavigation = create<Navigation>(() => ({
  place: { screen: 'overview', on: null, opened: {} },
  shown: null,
}));

/** What was open last in each screen of each connection: going back to a screen finds it as it was left. */
const left = new Map<string, Place['opened']>();
const keyOf = (on: string | null, screen: ScreenId) => `${screen} ${on ?? ''}`;

/** Goes to a screen: to what is named, or to what was open there last. */
export function go<S extends ScreenId>(screen: S, opened?: Opened<S>): void {
  show(destination(screen, opened), 'push');
}

/** The address that `go` goes to, for a link. */
export function linkTo<S extends ScreenId>(screen: S, opened?: Opened<S>): string {
  return addressOf(destination(screen, opened));
}

/**
 * Changes a part of what is open in the screen that is shown, without a step for the Back button: a condition, a sort. Something
 * that is a place of its own, another stream or another tab, is gone to.
 */
export function change<S extends ScreenId>(screen: S, part: Opened<S>): void {
  const { place } = useNavigation.getState();
  if (place.screen !== screen) return;
  show(destination(screen, { ...openedOn(place), ...part }), 'replace');
}

/** Shows another connection, in the same screen, as it was left there. */
export function goToConnection(profileId: string): void {
  const { screen } = useNavigation.getState().place;
  show({ screen, on: profileId, opened: left.get(keyOf(profileId, screen)) ?? {} }, 'push');
}

/** What is open, as far as it belongs to the server that is shown: the streams of another server mean nothing here. */
function openedOn(place: Place): Place['opened'] {
  const { shown } = useNavigation.getState();
  return place.on === null || shown === null || place.on === shown ? place.opened : {};
}

function destination<S extends ScreenId>(screen: S, opened: Opened<S> | undefined): Place {
  const { place, shown } = useNavigation.getState();
  // A connection that was chosen may still be opening: it stays chosen. What is named, though, was seen on the server that is shown.
  if (opened === undefined) return { screen, on: place.on, opened: left.get(keyOf(place.on, screen)) ?? {} };
  return { screen, on: shown ?? place.on, opened };
}

function show(place: Place, how: 'push' | 'replace'): void {
  const address = addressOf(place);
  if (how === 'replace') window.history.replaceState(null, '', address);
  else if (address !== window.location.hash) window.history.pushState(null, '', address);
  arrive(place);
}

function arrive(place: Place): void {
  left.set(keyOf(place.on, place.screen), place.opened);
  if (place.on !== null) sessionStorage.setItem(CONNECTION_KEY, place.on);
  useNavigation.setState({ place });
}

/** Says which connection is shown; the address names it from then on. */
export function showsConnection(profileId: string | null): void {
  useNavigation.setState({ shown: profileId });
  const { place } = useNavigation.getState();
  if (profileId !== null && place.on === null) show({ ...place, on: profileId }, 'replace');
}

/** Follows the address bar, the Back button and links. Called once. */
export function followAddress(): void {
  const read = () => {
    const place = placeOf(window.location.hash);
    arrive({ ...place, on: place.on ?? sessionStorage.getItem(CONNECTION_KEY) });
  };
  read();
  window.addEventListener('popstate', read);
}

/** What is open in a screen, as its address says. The same object until it changes. */
export function useOpened<S extends ScreenId>(screen: S): Opened<S> {
  const place = useNavigation(navigation => navigation.place);
  const shown = useNavigation(navigation => navigation.shown);
  const isHere = place.screen === screen && (place.on === null || shown === null || place.on === shown);
  return isHere ? (place.opened as Opened<S>) : nothing;
}

const nothing = {};
