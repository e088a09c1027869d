// The map, drawn from the gazetteer alone: no tile is ever asked for.

import { $, el } from "./dom.js";

const L = window.L;
const ANCHORS_FROM_ZOOM = 15;
const LABELS_FROM_ZOOM = 12.5;
const CROWD = 12; // from so many incidents on, codes are shown on hover only

export class TownMap {
  constructor(town) {
    this.town = town;
    this.incidents = new Map();
    this.map = L.map("map", { preferCanvas: true, zoomControl: true, attributionControl: true, maxZoom: 18, minZoom: 9, zoomSnap: 0.25 });
    this.map.attributionControl.setPrefix(false);
    this.map.on("click", (event) => this.town.sendPin(event.latlng.lat, event.latlng.lng));
    this.map.on("zoomend", () => this.zoomed());
    // With keys: arrows move the map under the cross in its middle, Enter sends that spot.
    $("map").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== $("map")) return;
      const { lat, lng } = this.map.getCenter();
      this.town.sendPin(lat, lng);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    new ResizeObserver(() => this.resized()).observe($("map"));
  }

  resized() {
    this.map.invalidateSize({ pan: false });
    if (this.bounds && !this.moved) this.map.fitBounds(this.bounds);
  }

  color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  async load() {
    if (this.bounds) return;
    const shapes = await (await fetch("map.json")).json();
    this.bounds = shapes.view;
    this.map.fitBounds(this.bounds);
    this.map.attributionControl.addAttribution(this.plain(shapes.attribution));
    this.areas = L.geoJSON(shapes.neighborhoods, { interactive: false, onEachFeature: (feature, layer) => this.named(feature, layer) }).addTo(this.map);
    this.streets = L.geoJSON(shapes.streets, { interactive: false }).addTo(this.map);
    this.repaint();
    this.zoomed();
    this.map.on("dragstart", () => { this.moved = true; });
    this.draw(this.latest ?? []);
  }

  plain(text) {
    return el("span", { text }).innerHTML;
  }

  named(feature, layer) {
    const name = el("span", { text: feature.properties.name });
    layer.bindTooltip(name, { permanent: true, direction: "center", className: "area-name", interactive: false });
  }

  repaint() {
    if (!this.streets) return;
    const widths = { street: 1, main: 2.4, highway: 3.6 };
    this.streets.setStyle((feature) => ({
      color: this.color(`--map-${feature.properties.class}`), weight: widths[feature.properties.class], opacity: 1, fill: false,
    }));
    this.areas.setStyle({ color: this.color("--map-border"), weight: 1.2, dashArray: "4 4", fillColor: this.color("--map-area"), fillOpacity: 1 });
    this.anchors?.setStyle({ fillColor: this.color("--map-anchor") });
  }

  async zoomed() {
    const zoom = this.map.getZoom();
    $("map").classList.toggle("far", zoom < LABELS_FROM_ZOOM);
    if (!this.streets || zoom < ANCHORS_FROM_ZOOM) {
      this.anchors?.remove();
      return;
    }
    if (!this.asked) {
      this.asked = true;
      const anchors = await (await fetch("anchors.json")).json();
      this.anchors = L.geoJSON(anchors, {
        pointToLayer: (feature, at) => L.circleMarker(at, { radius: 3, stroke: false, fillOpacity: 0.9, fillColor: this.color("--map-anchor") }),
        onEachFeature: (feature, layer) => layer.bindTooltip(el("span", { text: feature.properties.label })),
        bubblingMouseEvents: true,
      });
    }
    if (this.anchors && this.map.getZoom() >= ANCHORS_FROM_ZOOM) this.anchors.addTo(this.map);
  }

  // Incidents as markers in HTML, so that they stay above the streets and can be styled.
  draw(incidents) {
    this.latest = incidents;
    if (!this.bounds) return;
    $("map").classList.toggle("crowded", incidents.length > CROWD);
    const now = new Set(incidents.map((incident) => incident.code));
    for (const [code, shown] of this.incidents) {
      if (!now.has(code)) this.place({ ...shown.incident, state: "closed" });
    }
    for (const incident of incidents) this.place(incident);
  }

  place(incident) {
    const old = this.incidents.get(incident.code);
    if (old && JSON.stringify(old.incident) === JSON.stringify(incident)) return;
    old?.marker?.remove();
    let marker = null;
    if (incident.at) {
      const icon = L.divIcon({ className: `incident ${incident.state}`, iconSize: [22, 22], html: el("i") });
      marker = L.marker(incident.at, { icon, title: this.words(incident), alt: this.words(incident), keyboard: false });
      marker.bindTooltip(el("span", { text: incident.code }), { permanent: true, direction: "right", offset: [10, 0], className: `code ${incident.state}` });
      marker.addTo(this.map);
    }
    this.incidents.set(incident.code, { incident, marker });
  }

  words(incident) {
    return `${incident.code}: ${incident.label || "place unknown"}, ${incident.state}, ${incident.witnesses} witnesses`;
  }
}
