package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** Of a product or a variant, as the owner's type says. */
@Entity
class Image {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String ownerType;
  private Long ownerId;
  private String url;

  public Long getOwnerId() {
    return ownerId;
  }

  public String getUrl() {
    return url;
  }
}
